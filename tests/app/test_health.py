import signal
import threading
from pathlib import Path

import httpx

from app.main import create_app
from app.sandbox.server import Sandbox
from app.settings import Settings
from tests.app.serving import Graph, address, command, eventually


def test_a_serving_process_is_alive_and_ready(graph: Graph) -> None:
    alive, ready = graph.http.get("/healthz"), graph.http.get("/readyz")
    assert (alive.status_code, ready.status_code) == (200, 200)
    assert ready.json() == {"status": "ready"}
    assert ready.headers["cache-control"] == "no-store"
    assert graph.http.head("/readyz").status_code == 200


async def test_before_its_start_it_is_alive_but_not_ready_and_says_why() -> None:
    """The transport of the test runs no lifespan."""
    transport = httpx.ASGITransport(create_app(Settings()))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        ready = await client.get("/readyz")
        assert (ready.status_code, ready.json()["reason"]) == (503, "starting")
        assert (await client.get("/healthz")).status_code == 200
        refused = await client.get("/graphql", params={"query": "{ __typename }"})
        assert refused.status_code == 503
        assert refused.json()["errors"]


def test_after_sigterm_it_drains_saying_so_and_still_answers_what_is_in_flight(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    """A balancer has to see the 503 on connections of its own, so the socket stays open meanwhile."""
    answers: list[httpx.Response] = []
    sandbox.reset()
    sandbox.faults["POLIS"].set(latency_ms=600)
    try:
        with command("serve", "--port", "0", cwd=tmp_path, environment=sandbox.environment()) as process:
            url = address(process)
            query = {"query": "{ interactions(first: 1, filter: {sources: [POLIS]}) { edges { node { id } } } }"}
            slow = threading.Thread(target=lambda: answers.append(httpx.post(f"{url}/graphql", json=query, timeout=10)))
            slow.start()
            eventually(lambda: [entry for entry in sandbox.requests if entry.source == "POLIS"])
            process.send_signal(signal.SIGTERM)
            eventually(lambda: httpx.get(f"{url}/readyz").status_code == 503)
            assert httpx.get(f"{url}/readyz").json()["reason"] == "draining"
            assert httpx.get(f"{url}/healthz").status_code == 200
            slow.join(10)
            assert process.wait(10) == 0
        assert answers[0].status_code == 200
        assert answers[0].headers["connection"] == "close"
        assert len(answers[0].json()["data"]["interactions"]["edges"]) == 1
    finally:
        sandbox.reset()
