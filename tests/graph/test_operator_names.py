"""An operator's name is the same wherever the transcript stands that tells it, and however slow that is."""

import datetime as dt
import itertools
from collections.abc import Iterator
from typing import Any

import pytest

from tests.graph.client import ask
from tests.graph.worlds import World, world

NAMES = "operators { sourceId name }"
LINES = "chatTranscript { message sender { operator { sourceId name } } }"
NUMBERS = itertools.count(1)


@pytest.fixture(scope="module")
def made() -> Iterator[World]:
    """Few records of everything."""
    with world(contacts=5, canvasses=5, contact_moments=5, engagements=5, visitors=2) as running:
        yield running


@pytest.fixture
def number(made: World) -> Iterator[int]:
    """Of an engagement that lasts still, with a visitor and an operator of its own whom its transcript names."""
    number = next(NUMBERS)
    key, href = f"e-{number}", f"https://api.salemove.com/operators/o-{number}"
    now = dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds")
    # Lists hold those of the operators that are configured, and of others beside them.
    listed = made.sandbox.salemove.records[0]["operators"]
    own = {"id": key, "created_at": now, "visitor_id": f"v-{number}", "operators": [{"href": href}, *listed]}
    made.sandbox.salemove.add({**made.sandbox.salemove.records[0], **own})
    sender = {"type": "operator", "name": f"Kim {number}", "href": href}
    made.sandbox.salemove.set_transcript(key, [{"message": "x", "created_at": now, "sender": sender}])
    made.sandbox.clear_requests()
    yield number
    made.calm()


def by(number: int, what: str = "e") -> str:
    return f'by: {{ sourceKey: {{ source: SALEMOVE, sourceId: "{what}-{number}" }} }}'


def names_of(value: Any, number: int) -> set[str | None]:
    """All names of the operator in an answer, but for those in transcripts."""
    if isinstance(value, list):
        return {name for item in value for name in names_of(item, number)}
    if not isinstance(value, dict):
        return set()
    own = {value["name"]} if value.get("sourceId") == f"o-{number}" else set()
    held = (item for name, item in value.items() if name not in {"chatTranscript", "said"})
    return own.union(*(names_of(item, number) for item in held))


def entities(representation: str) -> str:
    return f"_entities(representations: [{representation}])"


def operations(number: int) -> dict[str, str]:
    """By where the transcript stands that tells the name."""
    one = f"engagement({by(number)}) {{ {NAMES} }}"
    many = f"engagements(first: 100) {{ nodes {{ {NAMES} }} }}"
    line = f"engagement({by(number)}) {{ {LINES} }}"
    deep = f"""contact({by(number, "v")}) {{ touchpoints {{ edges {{ node {{ contacts {{ engagements(first: 9) {{
        edges {{ node {{ visitor {{ touchpoints(first: 8) {{ edges {{ node {{ ... on Engagement {{ contacts {{
        engagements(first: 7) {{ nodes {{ {LINES} }} }} }} }} }} }} }} }} }} }} }} }} }} }} }} }}"""
    spread = f"engagement({by(number)}) {{ ...L }}"
    fragments = f"fragment L on Engagement {{ ...M }} fragment M on Engagement {{ ... on Engagement {{ {LINES} }} }}"
    listed = f"touchpoints(first: 100) {{ edges {{ node {{ ... on Engagement {{ {LINES} }} }} }} }}"
    operator = f'{{ __typename: "Operator", source: "SALEMOVE", sourceId: "o-{number}" }}'
    engagement = f'{{ __typename: "Engagement", source: "SALEMOVE", sourceId: "e-{number}" }}'
    return {
        "in the same record": f"{{ engagement({by(number)}) {{ {NAMES} {LINES} }} }}",
        "before it": f"{{ a: {line} b: {one} c: {many} }}",
        "behind it": f"{{ a: {one} b: {many} c: {line} }}",
        "deeper": f"{{ a: {one} b: {deep} }}",
        "deeper, and before it": f"{{ b: {deep} a: {many} }}",
        "in a fragment": f"{{ a: {one} b: {spread} }} {fragments}",
        "under an alias of its own": f"{{ a: {one} b: engagement({by(number)}) {{ said: {LINES} }} }}",
        "in a list": f"{{ a: {one} b: engagements(first: 100) {{ nodes {{ {LINES} }} }} }}",
        "in a list of all sources": f"{{ a: {one} b: {listed} }}",
        "where a gateway asks": f"{{ a: {entities(operator)} {{ ... on Operator {{ sourceId name }} }}"
        f" b: {entities(engagement)} {{ ... on Engagement {{ {LINES} }} }} }}",
        "where it is included": f"query($with: Boolean! = true) {{ a: {one} b: engagement({by(number)}) {{"
        f" ... @include(if: $with) {{ {LINES} }} }} }}",
    }


@pytest.mark.parametrize("slow", ["", "/chat_transcript", "/engagements", "/contact_interactions"])
@pytest.mark.parametrize("place", operations(0))
def test_a_name_comes_of_a_transcript_wherever_it_stands(made: World, number: int, place: str, slow: str) -> None:
    """On the first query, whatever is slow."""
    if slow:
        source = "LIPS" if "contact" in slow else "SALEMOVE"
        made.sandbox.faults[source].set(latency_ms=40, path_contains=slow)
    assert names_of(ask(made.graph, operations(number)[place]), number) == {f"Kim {number}"}


@pytest.mark.parametrize(
    "beside",
    [
        "engagements(first: 3) { nodes { sourceId } }",
        "engagements(first: 3) { nodes { sourceId chatTranscript @include(if: false) { message } } }",
        "engagements(first: 3) { nodes { sourceId ... @skip(if: true) { chatTranscript { message } } } }",
    ],
)
def test_a_name_that_no_transcript_of_the_operation_tells_is_null(made: World, number: int, beside: str) -> None:
    """And no transcript is read for it."""
    answer = ask(made.graph, f"{{ a: engagement({by(number)}) {{ {NAMES} }} b: {beside} }}")
    assert names_of(answer, number) == {None}
    assert not [request for request in made.asked("SALEMOVE") if "chat_transcript" in request.path]


@pytest.mark.parametrize("broken", ["engagements/x", "x/chat_transcript"])
def test_what_fails_beside_it_holds_no_name_up(made: World, number: int, broken: str) -> None:
    """A record that cannot be read has no transcript, and one that fails tells no name."""
    now = dt.datetime.now(dt.UTC).isoformat()
    made.sandbox.salemove.remove("x")
    made.sandbox.salemove.add({**made.sandbox.salemove.records[0], "id": "x", "created_at": now})
    made.sandbox.faults["SALEMOVE"].set(error_rate=1, error_status=400, path_contains=broken)
    answer = made.graph.query(
        f"""{{ a: engagement({by(number)}) {{ {NAMES} }} b: engagement({by(number)}) {{ {LINES} }}
        c: engagement(by: {{ sourceKey: {{ source: SALEMOVE, sourceId: "x" }} }}) {{ {LINES} }} }}"""
    )
    assert names_of(answer["data"], number) == {f"Kim {number}"}
    (error,) = answer["errors"]
    assert error["path"] == (["c"] if broken == "engagements/x" else ["c", "chatTranscript"])
