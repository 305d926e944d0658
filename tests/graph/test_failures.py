"""One source fails, each in each way, and the others stand; what is missing comes with a later page."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.graph.client import Key, Walk, page, pages
from tests.graph.comparing import all_facts, expected
from tests.graph.worlds import World, world

SOURCES = ("LIPS", "POLIS", "PROCURIOS", "SALEMOVE")
TIMEOUTS = {f"TOUCHPOINT_{source}__TIMEOUT_SECONDS": "1" for source in SOURCES}

WAYS: dict[str, tuple[dict[str, Any], str, int | None, bool]] = {
    "401": ({"error_rate": 1, "error_status": 401}, "SOURCE_UNAUTHENTICATED", 401, False),
    "403": ({"error_rate": 1, "error_status": 403}, "SOURCE_UNAUTHENTICATED", 403, False),
    "404": ({"error_rate": 1, "error_status": 404}, "SOURCE_REJECTED", 404, False),
    "422": ({"error_rate": 1, "error_status": 422}, "SOURCE_REJECTED", 422, False),
    "429": ({"error_rate": 1, "error_status": 429, "retry_after": 7}, "SOURCE_RATE_LIMITED", 429, True),
    "500": ({"error_rate": 1, "error_status": 500}, "SOURCE_UNAVAILABLE", 500, True),
    "503": ({"error_rate": 1, "error_status": 503, "retry_after": 7}, "SOURCE_UNAVAILABLE", 503, True),
    "malformed": ({"malformed_rate": 1}, "SOURCE_BAD_RESPONSE", None, True),
    "dropped": ({"drop_rate": 1}, "SOURCE_UNAVAILABLE", None, True),
    "dropped midway": ({"drop_midway_rate": 1}, "SOURCE_UNAVAILABLE", None, True),
    "silent": ({"hang_rate": 1}, "SOURCE_TIMEOUT", None, True),
}


@pytest.fixture(scope="module")
def made() -> Iterator[World]:
    """Impatient with every vendor."""
    with world(TIMEOUTS, contacts=20, canvasses=60, contact_moments=40, engagements=50) as running:
        yield running


@pytest.fixture(autouse=True)
def _calm(made: World) -> Iterator[None]:
    yield
    made.calm()


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("source", ["LIPS", "POLIS", "SALEMOVE"])
def test_a_source_that_fails_is_reported_and_made_up_for(made: World, source: str, way: str) -> None:
    """FAILED with code, status and hints; the others' records are told; later pages bring what is missing."""
    faults, code, status, retryable = WAYS[way]
    walk = Walk(connection="touchpoints", first=40)
    wanted = expected(all_facts(made.sandbox), walk)
    made.sandbox.faults[source].set(**faults)
    found = page(made.graph, walk)
    made.calm()
    report = found.report(source)
    assert report["status"] == "FAILED"
    assert report["returned"] == 0
    assert_error(report["error"], code, status, retryable, faults.get("retry_after"))
    assert_discreet(made, report["error"]["message"])
    assert all(other["error"] is None for other in found.raw["sources"] if other["source"] != source)
    assert found.keys == [key for key in wanted if key[0] != source][:40]
    assert found.more
    rest = [key for more in pages(made.graph, walk, found.end) for key in more.keys]
    assert_all_told(wanted, [*found.keys, *rest])


def assert_error(error: dict[str, Any], code: str, status: int | None, retryable: bool, wait: float | None) -> None:
    """What a report or an error says of a failure."""
    assert error["code"] == code
    # Half an answer comes with the status of a whole one, or with none at all.
    assert error["httpStatus"] in ({status} if status else {None, 200})
    assert error["retryable"] is retryable
    assert error["retryAfterSeconds"] == wait
    assert error["message"]


def assert_discreet(made: World, message: str) -> None:
    """No credential, and no address or number of anybody."""
    environment = made.sandbox.environment()
    secrets = [value for name, value in environment.items() if name.endswith(("__TOKEN", "__API_KEY"))]
    assert not [secret for secret in [*secrets, "+1318", "@example"] if secret in message]


def assert_all_told(wanted: list[Key], told: list[Key]) -> None:
    """Everything, once, each source's in order."""
    assert len(told) == len(set(told))
    for source in SOURCES:
        assert [key for key in told if key[0] == source] == [key for key in wanted if key[0] == source]


@pytest.mark.parametrize("way", WAYS)
def test_procurios_fails_where_its_list_is_asked_for(made: World, way: str) -> None:
    """A narrowed list is read each time; what is kept in memory hides no failure of it."""
    faults, code, status, retryable = WAYS[way]
    walk = Walk(connection="contactMoments", filter={"changedSince": "2019-01-01T00:00:00Z"}, first=30)
    made.sandbox.faults["PROCURIOS"].set(**faults)
    found = page(made.graph, walk)
    made.calm()
    report = found.report("PROCURIOS")
    assert (report["status"], found.keys, found.more, found.end) == ("FAILED", [], True, None)
    assert_error(report["error"], code, status, retryable, faults.get("retry_after"))
    assert_discreet(made, report["error"]["message"])
    told = [key for more in pages(made.graph, walk) for key in more.keys]
    assert told == expected(all_facts(made.sandbox), walk)


def test_a_page_without_records_has_no_end_cursor(made: World) -> None:
    """Where the only source fails, the same `after` is asked with again; later pages keep their place."""
    walk = Walk(connection="engagements", first=10)
    wanted = expected(all_facts(made.sandbox), walk)
    told: list[Key] = []
    after = None
    for number in range(50):
        made.sandbox.faults["SALEMOVE"].set(error_rate=number % 2, error_status=404)
        found = page(made.graph, walk, after)
        told += found.keys
        if number % 2:
            assert (found.keys, found.more, found.end) == ([], True, None)
        if not found.more:
            break
        after = found.end or after
    assert told == wanted


def test_sources_that_fail_in_turn_lose_nothing(made: World) -> None:
    """Another one on every page."""
    for descending in (True, False):
        walk = Walk(connection="touchpoints", first=12, descending=descending)
        wanted = expected(all_facts(made.sandbox), walk)
        told: list[Key] = []
        after = None
        for number in range(100):
            made.calm()
            if number < 20:
                made.sandbox.faults[("LIPS", "POLIS", "SALEMOVE")[number % 3]].set(error_rate=1, error_status=403)
            found = page(made.graph, walk, after)
            told += found.keys
            if not found.more:
                break
            after = found.end or after
        assert_all_told(wanted, told)


def test_contacts_fail_with_their_source(made: World) -> None:
    """The first page and a later one."""
    walk = Walk(connection="contacts", first=5)
    wanted = expected(all_facts(made.sandbox), walk)
    told: list[Key] = []
    after = None
    for number in range(60):
        made.sandbox.faults["LIPS"].set(error_rate=(number + 1) % 2, error_status=403)
        found = page(made.graph, walk, after)
        if not number % 2:
            assert found.report("LIPS")["error"]["code"] == "SOURCE_UNAUTHENTICATED"
            assert (found.keys, found.more) == ([], True)
        told += found.keys
        if not found.more:
            break
        after = found.end or after
    assert told == wanted
