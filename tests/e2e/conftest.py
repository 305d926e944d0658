"""What the end-to-end tests share: touchpoint over its sandbox as a process, a browser, a federated gateway."""

import json
import shutil
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.e2e.processes import ROOT, install, node, run, running, touchpoint

GATEWAY = Path(__file__).with_name("gateway")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The origin of a `touchpoint serve --sandbox`, playground included."""
    run(sys.executable, ROOT / "playground" / "build.py")
    folder = tmp_path_factory.mktemp("touchpoint")
    port = free_port()
    origin = f"http://127.0.0.1:{port}"
    # In a folder of its own: no .env file of the checkout has a say.
    with running(
        [touchpoint(), "serve", "--sandbox", "--port", str(port)],
        lambda _: answers(f"{origin}/readyz"),
        cwd=folder,
        log=folder / "log",
    ):
        yield origin


@pytest.fixture(scope="session")
def gateway(server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a gateway that composes touchpoint with two small subgraphs."""
    install(GATEWAY)
    log = tmp_path_factory.mktemp("gateway") / "log"
    with running(
        [node(), GATEWAY / "gateway.mjs", f"{server}/graphql"], lambda out: bool(addresses(out)), cwd=GATEWAY, log=log
    ):
        yield addresses(log.read_text(encoding="utf-8"))[0]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.fail("chromium is not installed; on Debian: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, headless=True, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of a visitor who was never here before."""
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()


def ask(url: str, query: str, **variables: Any) -> Any:
    """The `data` of a GraphQL answer without errors."""
    answer = httpx.post(url, json={"query": query, "variables": variables}, timeout=60).json()
    assert "errors" not in answer, json.dumps(answer["errors"], indent=2)
    return answer["data"]


def free_port() -> int:
    with socket.socket() as candidate:
        candidate.bind(("127.0.0.1", 0))
        port: int = candidate.getsockname()[1]
        return port


def answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=5).status_code == 200
    except httpx.TransportError:
        return False


def addresses(output: str) -> list[str]:
    return [json.loads(line)["url"] for line in output.splitlines() if line.startswith("{")]
