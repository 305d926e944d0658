"""Each fault, over real connections."""

import json
from concurrent.futures import ThreadPoolExecutor, wait

import httpx
import pytest

from app.sandbox import discovery
from app.sandbox.faults import FaultControl
from app.sandbox.options import SandboxOptions
from app.sandbox.server import Sandbox
from tests.app.serving import eventually
from tests.sandbox.conftest import headers

LIST = "/contact_interactions?global_master_advertiser_id=USA_1"
PUT = "/contact_interactions/4314774"
UNREAD = {"contact_interaction": {"read": False}}


def is_read(sandbox: Sandbox) -> bool:
    [record] = [record for record in sandbox.lips.records if record["id"] == 4314774]
    return bool(record["read"])


@pytest.mark.parametrize("source", discovery.sources())
def test_an_error_strikes_any_vendor(sandbox: Sandbox, source: str) -> None:
    sandbox.faults[source].set(error_rate=1.0, error_status=503, retry_after=1.5)
    answer = httpx.get(f"{sandbox.urls[source]}/anything")
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "1.5"
    assert answer.json()["error"]


def test_without_retry_after_there_is_no_such_header(lips: httpx.Client, sandbox: Sandbox) -> None:
    sandbox.faults["LIPS"].set(error_rate=1.0, error_status=429)
    answer = lips.get(LIST)
    assert answer.status_code == 429
    assert "retry-after" not in answer.headers


def test_an_error_strikes_before_a_write_is_applied(lips: httpx.Client, sandbox: Sandbox) -> None:
    sandbox.faults["LIPS"].set(error_rate=1.0)
    assert lips.put(PUT, json=UNREAD).status_code == 503
    assert is_read(sandbox)


def test_malformed_is_the_first_half_of_the_answer(lips: httpx.Client, sandbox: Sandbox) -> None:
    whole = lips.get(LIST).content
    sandbox.faults["LIPS"].set(malformed_rate=1.0)
    answer = lips.get(LIST)
    assert answer.status_code == 200
    assert whole.startswith(answer.content)
    with pytest.raises(json.JSONDecodeError):
        answer.json()


def test_a_malformed_answer_to_a_write_applies_nothing(lips: httpx.Client, sandbox: Sandbox) -> None:
    sandbox.faults["LIPS"].set(malformed_rate=1.0)
    answer = lips.put(PUT, json=UNREAD)
    assert answer.status_code == 200
    with pytest.raises(json.JSONDecodeError):
        answer.json()
    assert is_read(sandbox)


@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_a_dropped_connection_has_no_answer(lips: httpx.Client, sandbox: Sandbox, method: str) -> None:
    sandbox.faults["LIPS"].set(drop_rate=1.0)
    with pytest.raises(httpx.RemoteProtocolError, match="without sending a response"):
        lips.request(method, LIST if method == "GET" else PUT, json=UNREAD)
    assert is_read(sandbox)
    assert sandbox.requests[-1].status is None
    sandbox.faults["LIPS"].reset()
    assert lips.get(LIST).status_code == 200


def test_a_connection_can_be_dropped_in_the_middle_of_an_answer(lips: httpx.Client, sandbox: Sandbox) -> None:
    sandbox.faults["LIPS"].set(drop_midway_rate=1.0)
    with lips.stream("GET", LIST) as answer:
        assert answer.status_code == 200
        with pytest.raises(httpx.RemoteProtocolError, match="without sending complete message body"):
            answer.read()
    assert lips.put(PUT, json=UNREAD).status_code == 200


def test_a_write_can_be_applied_and_its_answer_lost(lips: httpx.Client, sandbox: Sandbox) -> None:
    sandbox.faults["LIPS"].set(drop_after_apply_rate=1.0)
    assert lips.get(LIST).status_code == 200
    with pytest.raises(httpx.RemoteProtocolError):
        lips.put(PUT, json=UNREAD)
    assert not is_read(sandbox)


def test_what_comes_while_a_vendor_is_held_is_answered_afterwards(lips: httpx.Client, sandbox: Sandbox) -> None:
    sandbox.faults["LIPS"].set(held=True)
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(lips.get, LIST)
        eventually(lambda: sandbox.requests)
        # Asked later, and answered: nothing but the switch keeps the other one waiting.
        assert lips.get("/_sandbox/faults").json()["held"] is True
        assert sandbox.requests[0].status is None
        sandbox.faults["LIPS"].set(held=False)
        assert answer.result().status_code == 200


def test_a_hanging_vendor_answers_nobody(lips: httpx.Client, sandbox: Sandbox) -> None:
    sandbox.faults["LIPS"].set(hang_rate=1.0)
    with pytest.raises(httpx.ReadTimeout):
        lips.put(PUT, json=UNREAD, timeout=0.05)
    assert is_read(sandbox)
    assert sandbox.requests[-1].status is None


def test_latency_comes_before_every_answer(lips: httpx.Client, sandbox: Sandbox) -> None:
    sandbox.faults["LIPS"].set(latency_ms=60_000)
    with pytest.raises(httpx.ReadTimeout):
        lips.get(LIST, timeout=0.05)
    sandbox.faults["LIPS"].set(latency_ms=1)
    assert lips.get(LIST).status_code == 200
    assert lips.put(PUT, json=UNREAD).status_code == 200
    assert not is_read(sandbox)


def test_a_write_is_applied_though_its_caller_lost_patience(lips: httpx.Client, sandbox: Sandbox) -> None:
    sandbox.faults["LIPS"].set(latency_ms=60_000)
    with pytest.raises(httpx.ReadTimeout):
        lips.put(PUT, json=UNREAD, timeout=0.05)
    asked = (lips.get("/_sandbox/records").json()["records"] for _ in range(100))
    assert any(not record["read"] for records in asked for record in records if record["id"] == 4314774)


def test_faults_are_of_one_vendor(polis: httpx.Client, sandbox: Sandbox) -> None:
    sandbox.faults["LIPS"].set(error_rate=1.0)
    assert polis.get("/v2/interactions/7da76f74-7951-423a-be41-85a2551d16e7").status_code == 200


def test_the_next_requests_can_be_made_to_fail(lips: httpx.Client, sandbox: Sandbox) -> None:
    sandbox.faults["LIPS"].set(fail_next=2)
    assert [lips.get(LIST).status_code for _ in range(4)] == [503, 503, 200, 200]


def test_faults_can_be_kept_to_some_paths(salemove: httpx.Client, sandbox: Sandbox) -> None:
    one = "/engagements/65f68744-40c5-4278-968a-6ee33df0722a"
    sandbox.faults["SALEMOVE"].set(error_rate=1.0, path_contains="chat_transcript")
    assert salemove.get(one).status_code == 200
    assert salemove.get(f"{one}/chat_transcript").status_code == 503


def test_the_same_seed_strikes_the_same_requests(lips: httpx.Client, sandbox: Sandbox) -> None:
    def run() -> list[int]:
        sandbox.faults["LIPS"].reset()
        sandbox.faults["LIPS"].set(error_rate=0.5)
        return [lips.get(LIST).status_code for _ in range(40)]

    first = run()
    assert set(first) == {200, 503}
    assert run() == first


def test_set_leaves_other_faults_as_they_are_and_reset_clears_all() -> None:
    control = FaultControl(SandboxOptions(), "LIPS")
    calm = control.current
    control.set(error_rate=0.5)
    control.set(latency_ms=3)
    assert (control.current.error_rate, control.current.latency_ms) == (0.5, 3)
    control.reset()
    assert control.current == calm


def test_options_give_the_first_faults_and_reset_ends_them() -> None:
    control = FaultControl(SandboxOptions(error_rate=0.25, hang_rate=0.5, date_reading="day"), "POLIS")
    assert (control.current.error_rate, control.current.hang_rate) == (0.25, 0.5)
    control.reset()
    assert (control.current.error_rate, control.current.hang_rate) == (0.0, 0.0)
    assert control.current.date_reading == "day"


@pytest.mark.parametrize(
    "bad",
    [{"eror_rate": 1}, {"error_rate": 1.5}, {"error_status": 200}, {"date_reading": "week"}, {"latency_ms": -1}],
)
def test_an_unknown_key_or_bad_value_is_named(bad: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=next(iter(bad))):
        FaultControl(SandboxOptions(), "LIPS").set(**bad)


def test_the_sandbox_stops_at_once_while_requests_hang() -> None:
    """The client's own timeout is far longer than the test may take: only the stop can end its wait."""
    with ThreadPoolExecutor() as pool, httpx.Client(timeout=60) as client:
        with Sandbox(SandboxOptions(contacts=5, hang_rate=1.0)) as sandbox:
            asked = pool.submit(client.get, sandbox.urls["LIPS"] + LIST, headers=headers(sandbox)["LIPS"])
            while not sandbox.requests:
                wait([asked], timeout=0.001)
        with pytest.raises(httpx.TransportError):
            asked.result(timeout=5)
