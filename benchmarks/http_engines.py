"""Requests per second of the ways to speak HTTP, on loopback, relative to plain httpx.

    python benchmarks/http_engines.py [--seconds 2] [--rounds 3]

The server is a bare ASGI application under uvicorn in a process of its own, so that the client's process is
what is measured. Every contender reads the whole body of the same answer of about 2 KiB.
"""

import argparse
import asyncio
import itertools
import platform
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from importlib import metadata
from statistics import median
from typing import Any

import aiohttp
import httpx
import uvloop
from httpx_aiohttp import AiohttpTransport

from resolvers.model.configuration import SourceConfiguration
from resolvers.model.enums import Source
from resolvers.model.http import VendorRequest
from resolvers.transport.client import SourceClient
from resolvers.transport.deadline import Deadline
from resolvers.transport.engine import Engine

CONCURRENCY = (1, 20, 100)
PATH = "/v2/interactions"
NUMBERS = itertools.count(1)
BODY = b'{"data": [' + b", ".join([b'{"id": 1, "type": "call"}'] * 75) + b"]}"


def query() -> tuple[tuple[str, str], ...]:
    """A query that nobody else asks at the same time: equal reads in flight would be one request."""
    return (("page", str(next(NUMBERS))), ("per_page", "20"), ("filter[/data/attributes/name]", "a b"))


Get = Callable[[], Awaitable[object]]
Contender = Callable[[str], AbstractAsyncContextManager[Get]]


async def application(scope: dict[str, Any], _: object, send: Callable[[dict[str, Any]], Awaitable[None]]) -> None:
    """Answers everything with the same JSON."""
    if scope["type"] != "http":
        return
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(BODY)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": BODY})


def _httpx(transport: Callable[[], httpx.AsyncBaseTransport] | None) -> Contender:
    @asynccontextmanager
    async def contender(origin: str) -> AsyncIterator[Get]:
        # As many connections as there are requests, for all contenders.
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)
        inner = transport() if transport else None
        async with httpx.AsyncClient(base_url=origin, limits=limits, transport=inner, trust_env=False) as client:
            yield lambda: client.get(PATH, params=query())

    return contender


@asynccontextmanager
async def _source_client(origin: str) -> AsyncIterator[Get]:
    engine = Engine()
    settings = SourceConfiguration(base_url=origin, max_concurrency=max(CONCURRENCY))
    client = SourceClient(Source.LIPS, settings, (("authorization", "Bearer made-up"),), engine)
    yield lambda: client.send(VendorRequest("GET", PATH, query()), Deadline.after(10))
    await client.aclose()
    await engine.aclose()


@asynccontextmanager
async def _aiohttp(origin: str) -> AsyncIterator[Get]:
    async with aiohttp.ClientSession(origin, connector=aiohttp.TCPConnector(limit=0)) as session:

        async def get() -> bytes:
            async with session.get(PATH, params=query()) as response:
                return await response.read()

        yield get


CONTENDERS: dict[str, Contender] = {
    "httpx": _httpx(None),
    "httpx over httpx-aiohttp": _httpx(AiohttpTransport),
    "httpx over our engine": _httpx(Engine),
    "our SourceClient": _source_client,
    "bare aiohttp": _aiohttp,
}


async def requests_per_second(get: Get, concurrency: int, seconds: float) -> float:
    """How many of the requests are answered, that many at a time."""
    done = 0

    async def worker(until: float) -> None:
        nonlocal done
        while time.perf_counter() < until:
            await get()
            done += 1

    await asyncio.gather(*(get() for _ in range(concurrency)))
    start = time.perf_counter()
    await asyncio.gather(*(worker(start + seconds) for _ in range(concurrency)))
    return done / (time.perf_counter() - start)


async def measure(origin: str, seconds: float, rounds: int) -> dict[str, list[float]]:
    """Medians for each contender, in the order of CONCURRENCY. Rounds alternate: drift hits all alike."""
    found: dict[tuple[str, int], list[float]] = {}
    for _ in range(rounds):
        for name, contender in CONTENDERS.items():
            async with contender(origin) as get:
                for concurrency in CONCURRENCY:
                    rate = await requests_per_second(get, concurrency, seconds)
                    found.setdefault((name, concurrency), []).append(rate)
    return {name: [median(found[name, level]) for level in CONCURRENCY] for name in CONTENDERS}


def show(rates: dict[str, list[float]]) -> None:
    """A Markdown table: requests per second, and the ratio to plain httpx."""
    packages = ("httpx", "httpx-aiohttp", "aiohttp", "uvloop", "uvicorn")
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in packages)
    print(f"Python {platform.python_version()}, {versions}\n")
    print("| | " + " | ".join(f"{level} at a time" for level in CONCURRENCY) + " |")
    print("| --- |" + " ---: |" * len(CONCURRENCY))
    for name, row in rates.items():
        pairs = zip(row, rates["httpx"], strict=True)
        cells = (f"{rate:,.0f}/s ({rate / base:.1f})" for rate, base in pairs)
        print(f"| {name} | " + " | ".join(cells) + " |")


def main() -> None:
    """Start the server, measure, end the server."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=2.0, help="for each contender, level and round")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with socket.socket() as listening:
        # Accepted sockets inherit it; on a socket given by number uvicorn does not set it, and answers in two
        # pieces would then wait 40 ms for each other.
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        listening.bind(("127.0.0.1", 0))
        listening.listen(512)
        listening.set_inheritable(True)
        command = [sys.executable, "-m", "uvicorn", "--app-dir", sys.path[0], "http_engines:application"]
        command += ["--fd", str(listening.fileno()), "--log-level", "warning", "--no-access-log"]
        with subprocess.Popen(command, pass_fds=[listening.fileno()]) as server:  # noqa: S603 - our own command
            try:
                origin = f"http://127.0.0.1:{listening.getsockname()[1]}"
                with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
                    show(runner.run(measure(origin, options.seconds, options.rounds)))
            finally:
                server.terminate()


if __name__ == "__main__":
    main()
