"""What six representative queries cost: vendor requests and time, against the least there is and a naive version.

    python benchmarks/queries.py [--latency 50] [--json] [--log]

Runs the graph over real HTTP against the embedded sandbox, whose every answer waits for `--latency` milliseconds.
Requests are those that the sandbox received. Each query has a server of its own that has read nothing yet, and is asked
twice (cold, warm). The least is explained in `query_cases.py`, the naive version is in `naive.py`. `--log` shows every
request of ours.
"""

import argparse
import asyncio
import json
import logging
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass

import httpx
import naive
import uvicorn
from query_cases import CASES, Case, Cost

from app.main import create_app
from app.sandbox.options import SandboxOptions
from app.sandbox.server import Sandbox
from app.settings import Settings

PATIENCE = 60.0


@dataclass(frozen=True)
class Run:
    """What one run of a query took."""

    requests: int
    seconds: float


@dataclass(frozen=True)
class Measured:
    """One row of the table: a query by a server in one state."""

    name: str
    state: str
    ours: Run
    least: Cost
    naive: Run
    latency: float

    @property
    def shortest(self) -> float:
        """The chain's seconds, nothing else being done."""
        return self.least.chain * self.latency

    def row(self) -> str:
        """A line of Markdown."""
        cells = (
            self.name,
            self.state,
            str(self.ours.requests),
            str(self.least.requests),
            str(self.naive.requests),
            f"{self.naive.requests / self.ours.requests:.1f}",
            f"{self.ours.seconds * 1000:.0f}",
            f"{self.least.chain} * {self.latency * 1000:.0f} = {self.shortest * 1000:.0f}",
            f"{self.ours.seconds / self.shortest:.2f}" if self.shortest else "",
            f"{self.naive.seconds * 1000:.0f}",
            f"{self.naive.seconds / self.ours.seconds:.1f}",
        )
        return f"| {' | '.join(cells)} |"


HEAD = (
    "| query | server | requests | least | naive | naive / ours | ms | chain, ms | ms / chain | naive ms "
    "| naive / ours, ms |\n| --- | --- " + "| ---: " * 9 + "|"
)


@contextmanager
def graph(sandbox: Sandbox) -> Iterator[httpx.Client]:
    """A server that has read nothing yet, and a client that is connected to it."""
    app = create_app(Settings.load(sandbox.environment(), env_file=None))
    server = uvicorn.Server(
        uvicorn.Config(app, http="httptools", ws="none", lifespan="on", log_config=None, access_log=False)
    )
    listener = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
    thread.start()
    origin = f"http://127.0.0.1:{listener.getsockname()[1]}"
    try:
        with httpx.Client(base_url=origin, timeout=PATIENCE, trust_env=False) as client:
            client.post("/graphql", json={"query": "{ __typename }"}).raise_for_status()
            yield client
    finally:
        server.should_exit = True
        thread.join(PATIENCE)


def ours(sandbox: Sandbox, client: httpx.Client, case: Case, *, log: bool) -> Run:
    """The query by the graph."""
    sandbox.clear_requests()
    started = time.perf_counter()
    answer = client.post("/graphql", json={"query": case.document, "variables": case.variables}).json()
    seconds = time.perf_counter() - started
    assert "errors" not in answer, answer["errors"]
    if log:
        for request in sandbox.requests:
            print(f"  {request.source} {request.path}?{request.query_string[-120:]}")
    return Run(len(sandbox.requests), seconds)


async def by_rows(sandbox: Sandbox, case: Case) -> Run:
    """The query by a resolver for each row; its connections are made, as ours are, when they are needed."""
    async with naive.connected(sandbox.urls, sandbox.environment()) as vendors:
        sandbox.clear_requests()
        started = time.perf_counter()
        await case.naive(vendors)
        return Run(len(sandbox.requests), time.perf_counter() - started)


def measure(sandbox: Sandbox, latency: float, *, log: bool) -> Iterator[Measured]:
    """Every query, cold and warm."""
    for make in CASES:
        case = make(sandbox)
        rows = asyncio.run(by_rows(sandbox, case))
        with graph(sandbox) as client:
            for state, least in (("cold", case.cold), ("warm", case.warm)):
                if log:
                    print(f"\n{case.name}, {state}")
                yield Measured(case.name, state, ours(sandbox, client, case, log=log), least, rows, latency)


def main() -> None:
    """Read the arguments and run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--latency", type=int, default=50, help="milliseconds of every vendor answer")
    parser.add_argument("--json", action="store_true", help="for programs")
    parser.add_argument("--log", action="store_true", help="show the requests")
    given = parser.parse_args()
    logging.disable(logging.WARNING)
    with Sandbox(SandboxOptions(latency_ms=given.latency)) as sandbox:
        found: list[Measured] = []
        for measured in measure(sandbox, given.latency / 1000, log=given.log):
            if not given.json and not found and not given.log:
                print(HEAD)
            found.append(measured)
            if not given.json:
                print(measured.row(), flush=True)
        if given.json:
            print(json.dumps([asdict(measured) for measured in found], indent=2))


if __name__ == "__main__":
    main()
