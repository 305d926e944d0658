"""One sandbox for the whole folder, reset before every test, and a signed-in client for each vendor."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from app.sandbox.options import SandboxOptions
from app.sandbox.server import Sandbox

PROCURIOS_TYPE = "application/vnd.procurios.contact_moment+json; version=1"
SALEMOVE_TYPE = "application/vnd.salemove.v1+json"


@dataclass(frozen=True)
class Clients:
    lips: httpx.Client
    polis: httpx.Client
    procurios: httpx.Client
    salemove: httpx.Client
    caliq: httpx.Client


def headers(sandbox: Sandbox) -> dict[str, dict[str, str]]:
    """What each vendor's document asks for, with the sandbox's credentials."""
    given = sandbox.environment()
    return {
        "LIPS": {
            "authorization": f"token {given['TOUCHPOINT_LIPS__TOKEN']}",
            "x-api-key": given["TOUCHPOINT_LIPS__API_KEY"],
        },
        "POLIS": {"authorization": f"Bearer {given['TOUCHPOINT_POLIS__TOKEN']}"},
        "PROCURIOS": {
            "authorization": f"Bearer {given['TOUCHPOINT_PROCURIOS__TOKEN']}",
            "accept": PROCURIOS_TYPE,
        },
        "SALEMOVE": {
            "authorization": f"Token {given['TOUCHPOINT_SALEMOVE__TOKEN']}",
            "accept": SALEMOVE_TYPE,
        },
        "CALIQ": {},
    }


@pytest.fixture(scope="session")
def running() -> Iterator[Sandbox]:
    with Sandbox(SandboxOptions()) as sandbox:
        yield sandbox


@pytest.fixture(scope="session")
def connected(running: Sandbox) -> Iterator[Clients]:
    with ExitStack() as stack:
        yield Clients(
            *(
                stack.enter_context(httpx.Client(base_url=running.urls[source], headers=given, timeout=5))
                for source, given in headers(running).items()
            )
        )


@pytest.fixture
def sandbox(running: Sandbox) -> Sandbox:
    running.reset()
    return running


@pytest.fixture
def clients(sandbox: Sandbox, connected: Clients) -> Clients:
    assert sandbox.requests == []
    return connected


@pytest.fixture
def lips(clients: Clients) -> httpx.Client:
    return clients.lips


@pytest.fixture
def polis(clients: Clients) -> httpx.Client:
    return clients.polis


@pytest.fixture
def procurios(clients: Clients) -> httpx.Client:
    return clients.procurios


@pytest.fixture
def salemove(clients: Clients) -> httpx.Client:
    return clients.salemove


@pytest.fixture
def caliq(clients: Clients) -> httpx.Client:
    return clients.caliq


def ids(records: list[dict[str, Any]]) -> list[Any]:
    return [record["id"] for record in records]
