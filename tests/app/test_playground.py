"""The playground's page and assets, over a build made up for the test, and what a failing build does."""

import gzip
import os
import re
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from app.http import playground

SCRIPT = "main-ABCDEFG2.js"
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "playground"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<p>the page</p>", encoding="utf-8")
    (folder / "assets" / SCRIPT).write_bytes(b"export {};")
    (folder / "assets" / f"{SCRIPT}.gz").write_bytes(gzip.compress(b"export {};"))
    (folder / "assets" / "font-ABCDEFG2.ttf").write_bytes(b"\0\1")
    monkeypatch.setattr(playground, "BUILT", folder)
    return folder


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    served = httpx.ASGITransport(Starlette(routes=playground.routes()))
    async with httpx.AsyncClient(transport=served, base_url="http://touchpoint") as client:
        yield client


def test_page_is_none_until_it_is_built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(playground, "BUILT", tmp_path / "nothing")

    assert playground.page() is None
    assert "make playground" in playground.NOT_BUILT


def test_page_is_there_as_soon_as_it_is_built(built: Path) -> None:
    assert playground.page() == "<p>the page</p>"
    (built / "index.html").unlink()
    assert playground.page() is None


@pytest.mark.usefixtures("built")
async def test_assets_are_cached_for_good_under_their_hashed_names(client: httpx.AsyncClient) -> None:
    answer = await client.get(f"/graphql/assets/{SCRIPT}", headers={"Accept-Encoding": "identity"})

    assert answer.status_code == 200
    assert answer.content == b"export {};"
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Content-Encoding" not in answer.headers


@pytest.mark.usefixtures("built")
async def test_fonts_are_sent_as_fonts_and_plain_where_no_packed_file_exists(client: httpx.AsyncClient) -> None:
    answer = await client.get("/graphql/assets/font-ABCDEFG2.ttf", headers={"Accept-Encoding": "gzip"})

    assert answer.headers["Content-Type"] == "font/ttf"
    assert answer.content == b"\0\1"


@pytest.mark.usefixtures("built")
@pytest.mark.parametrize(
    ("offer", "encoding"),
    [("gzip", "gzip"), ("br, gzip;q=0.5", "gzip"), ("gzip; q=0", None), ("br", None), ("", None)],
)
async def test_the_packed_file_is_sent_to_those_who_take_it(
    client: httpx.AsyncClient, offer: str, encoding: str | None
) -> None:
    answer = await client.get(f"/graphql/assets/{SCRIPT}", headers={"Accept-Encoding": offer})

    assert answer.headers.get("Content-Encoding") == encoding
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert answer.content == b"export {};"


@pytest.mark.usefixtures("built")
async def test_a_known_asset_is_not_sent_again(client: httpx.AsyncClient) -> None:
    tag = (await client.get(f"/graphql/assets/{SCRIPT}")).headers["ETag"]
    answer = await client.get(f"/graphql/assets/{SCRIPT}", headers={"If-None-Match": f'W/"other", {tag}'})

    assert answer.status_code == 304
    assert answer.content == b""


@pytest.mark.usefixtures("built")
@pytest.mark.parametrize(
    "name",
    [
        "..%2Findex.html",
        "%2e%2e%2findex.html",
        "..%2F..%2F..%2Fsettings.py",
        "index.html",
        f"{SCRIPT}.gz",
        f"{SCRIPT}%00",
        f"{SCRIPT}%0A",
        "gone-ABCDEFG2.js",
        "main-ABCDEFG2.map",
        "",
    ],
)
async def test_nothing_but_built_assets_is_served(client: httpx.AsyncClient, name: str) -> None:
    answer = await client.get(f"/graphql/assets/{name}")

    assert answer.status_code == 404


def test_the_policy_names_no_other_host_and_lets_no_script_in() -> None:
    policy = dict(directive.split(" ", 1) for directive in playground.HEADERS["Content-Security-Policy"].split("; "))

    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["worker-src"] == policy["connect-src"] == "'self'"
    assert {source for sources in policy.values() for source in sources.split()} <= {
        "'none'",
        "'self'",
        "'unsafe-inline'",
        "data:",
    }


def test_the_lock_files_hold_hashes_and_no_registry() -> None:
    for lock in (ROOT / "playground" / "package-lock.json", ROOT / "tests" / "e2e" / "gateway" / "package-lock.json"):
        text = lock.read_text(encoding="utf-8")
        assert '"resolved"' not in text
        packages = re.findall(r'^    "node_modules/', text, re.MULTILINE)
        assert len(packages) == text.count('"integrity"') > 50


@pytest.mark.parametrize(("arguments", "status"), [([], 1), (["--soft"], 0)])
def test_a_build_without_a_registry_fails_softly_where_it_is_asked_to(
    tmp_path: Path, arguments: list[str], status: int
) -> None:
    sources = tmp_path / "playground"
    shutil.copytree(ROOT / "playground", sources, ignore=shutil.ignore_patterns("node_modules"))
    # Nothing listens on the discard port; an empty cache has nothing to fall back on.
    nowhere = {"npm_config_registry": "http://127.0.0.1:9/", "npm_config_cache": str(tmp_path / "cache")}
    done = subprocess.run(  # noqa: S603 - our own script, on our own copy
        [sys.executable, str(sources / "build.py"), *arguments],
        env={**os.environ, **nowhere},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == status
    assert "WARNING: the playground was not built: " in done.stderr
    assert "make playground" in done.stderr
    assert not (tmp_path / "app").exists()
