"""The graph over real HTTP, for tests: in a thread of this process, or as the command in a process of its own."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from starlette.types import ASGIApp

PATIENCE = 15.0
COMMAND = (sys.executable, "-m", "app.cli")
ROOT = Path(__file__).parents[2]


class Graph:
    """A client of a served graph; `http` is for what is not GraphQL."""

    def __init__(self, http: httpx.Client) -> None:
        self.http = http

    def query(
        self, document: str, variables: Mapping[str, Any] | None = None, headers: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        """The decoded response: data, errors, extensions."""
        body = {"query": document, "variables": variables}
        answer: dict[str, Any] = self.http.post("/graphql", json=body, headers=headers).json()
        return answer


@contextmanager
def serving(app: ASGIApp) -> Iterator[Graph]:
    """The application behind uvicorn on a free port."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(
        uvicorn.Config(app, http="httptools", ws="none", lifespan="on", log_config=None, access_log=False)
    )
    thread = threading.Thread(target=server.run, args=([listener],), name="graph", daemon=True)
    thread.start()
    try:
        eventually(lambda: server.started or not thread.is_alive())
        assert server.started
        with httpx.Client(base_url=f"http://127.0.0.1:{listener.getsockname()[1]}", timeout=PATIENCE) as http:
            yield Graph(http)
    finally:
        server.should_exit = True
        thread.join(PATIENCE)


def eventually(condition: Callable[[], object]) -> None:
    """Wait for it, for a while."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.01)


@contextmanager
def command(
    *arguments: str, cwd: Path, environment: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[str]]:
    """`touchpoint` as a process; ended with its test at the latest."""
    with subprocess.Popen(  # noqa: S603 our own interpreter
        [*COMMAND, *arguments],
        cwd=cwd,
        env=clean_environment() | {"PYTHONPATH": str(ROOT)} | dict(environment or {}),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()


def clean_environment() -> dict[str, str]:
    """This process's, without settings."""
    return {name: value for name, value in os.environ.items() if not name.upper().startswith("TOUCHPOINT_")}


def address(process: subprocess.Popen[str]) -> str:
    """Where `serve` says that it serves."""
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line.rstrip().endswith("/graphql"), line or (process.stderr and process.stderr.read())
    return line.split()[-1].removesuffix("/graphql")


def alive(pid: int) -> bool:
    """Whether it runs; a zombie does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def children(pid: int) -> list[int]:
    """The processes that it started."""
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in found]
