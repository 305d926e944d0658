"""Starting, stopping, ports and the environment."""

import asyncio
import os
import signal
import socket
from collections.abc import Callable

import httpx
import pytest

from app.sandbox import discovery
from app.sandbox.options import SandboxOptions
from app.sandbox.server import Sandbox, serve

SMALL = SandboxOptions(contacts=5, canvasses=5, contact_moments=5, relations=5, engagements=5, visitors=2, customers=2)


def free_base() -> int:
    """The first of five consecutive free ports."""
    for base in range(20_000, 60_000, 5):
        try:
            for port in range(base, base + 5):
                with socket.socket() as probe:
                    probe.bind(("127.0.0.1", port))
        except OSError:
            continue
        return base
    raise AssertionError("no five free ports")


def test_environment_has_exactly_the_documented_variables(sandbox: Sandbox) -> None:
    given = sandbox.environment()
    assert sorted(given) == [
        "TOUCHPOINT_CALIQ__API_KEY",
        "TOUCHPOINT_CALIQ__BASE_URL",
        "TOUCHPOINT_LIPS__ADVERTISER_IDS",
        "TOUCHPOINT_LIPS__API_KEY",
        "TOUCHPOINT_LIPS__BASE_URL",
        "TOUCHPOINT_LIPS__TOKEN",
        "TOUCHPOINT_POLIS__BASE_URL",
        "TOUCHPOINT_POLIS__TOKEN",
        "TOUCHPOINT_PROCURIOS__BASE_URL",
        "TOUCHPOINT_PROCURIOS__TIMEZONE",
        "TOUCHPOINT_PROCURIOS__TOKEN",
        "TOUCHPOINT_SALEMOVE__BASE_URL",
        "TOUCHPOINT_SALEMOVE__OPERATOR_IDS",
        "TOUCHPOINT_SALEMOVE__SITE_IDS",
        "TOUCHPOINT_SALEMOVE__TOKEN",
    ]
    assert given["TOUCHPOINT_LIPS__ADVERTISER_IDS"] == "USA_1,USA_2,USA_3"
    assert len(given["TOUCHPOINT_SALEMOVE__OPERATOR_IDS"].split(",")) == 12
    assert len(given["TOUCHPOINT_SALEMOVE__SITE_IDS"].split(",")) == 3
    assert {given[f"TOUCHPOINT_{source}__BASE_URL"] for source in discovery.sources()} == set(sandbox.urls.values())


def test_ports_are_consecutive_in_the_order_of_the_sources() -> None:
    base = free_base()
    with Sandbox(SMALL, port_base=base) as sandbox:
        assert sandbox.urls == {
            source: f"http://127.0.0.1:{base + index}" for index, source in enumerate(discovery.sources())
        }
        assert httpx.get(f"{sandbox.urls['CALIQ']}/_sandbox/records").json() == {"records": []}
    with Sandbox(SMALL, port_base=base):
        pass


def test_a_taken_port_is_named_and_the_others_are_given_back() -> None:
    base = free_base()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", base + 3))
        taken.listen()
        with pytest.raises(OSError, match=f"port {base + 3}"), Sandbox(SMALL, port_base=base):
            pass
    with Sandbox(SMALL, port_base=base):
        pass


def test_two_sandboxes_live_side_by_side(sandbox: Sandbox) -> None:
    with Sandbox(SMALL) as other:
        assert not set(other.urls.values()) & set(sandbox.urls.values())
        httpx.get(f"{other.urls['LIPS']}/nothing")
        assert len(other.requests) == 1
    assert sandbox.requests == []


def test_reset_restores_records_faults_and_log(sandbox: Sandbox) -> None:
    stores = (sandbox.lips, sandbox.polis, sandbox.procurios, sandbox.salemove, sandbox.caliq)
    seeded = [store.records for store in stores]
    for store in stores:
        store.add({"id": 7})
        if len(store) > 1:
            store.remove(store.records[0]["id"])
    sandbox.faults["CALIQ"].set(error_rate=1.0)
    httpx.get(f"{sandbox.urls['CALIQ']}/nothing")
    sandbox.reset()
    assert [store.records for store in stores] == seeded
    assert sandbox.faults["CALIQ"].current.error_rate == 0
    assert sandbox.requests == []


async def served(end: Callable[["asyncio.Future[None]"], object]) -> None:
    """Serve in this loop, ask each vendor once, end it, and see its ports closed."""
    ready: asyncio.Future[Sandbox] = asyncio.get_running_loop().create_future()
    serving = asyncio.ensure_future(serve(SMALL, port_base=0, ready=ready.set_result))
    sandbox = await ready
    async with httpx.AsyncClient() as client:
        for url in sandbox.urls.values():
            assert (await client.get(f"{url}/nothing")).status_code == 404
    end(serving)
    await asyncio.wait_for(asyncio.gather(serving, return_exceptions=True), 5)
    for url in sandbox.urls.values():
        with pytest.raises(OSError, match=r"refused|Connect"):
            await asyncio.open_connection("127.0.0.1", int(url.rpartition(":")[2]))


async def test_serve_ends_when_cancelled() -> None:
    await served(lambda serving: serving.cancel())


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_serve_ends_when_interrupted_or_terminated(number: signal.Signals) -> None:
    await served(lambda _: os.kill(os.getpid(), number))


async def test_serve_names_a_taken_port() -> None:
    base = free_base()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", base))
        taken.listen()
        with pytest.raises(OSError, match=f"port {base}"):
            await serve(SMALL, port_base=base)
