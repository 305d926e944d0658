"""What is asked for twice is sent once: by two aliases, by two callers, by two ways to the same record; and kept."""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.app.serving import eventually
from tests.graph.client import Walk, ask
from tests.graph.nesting import (
    SALEMOVE_PAGE,
    canvassed,
    contact_id,
    full_pages,
    relation_pages,
    relations,
    under,
    visitors,
)
from tests.graph.worlds import World, world

LATENCY_MS = 300
MOST_AT_ONCE = 4


@pytest.fixture
def fresh() -> Iterator[World]:
    """A small world of one test."""
    with world(
        {"TOUCHPOINT_POLIS__MAX_CONCURRENCY": str(MOST_AT_ONCE)},
        contacts=120,
        relations=30,
        contact_moments=150,
        canvasses=100,
        engagements=230,
        visitors=10,
    ) as running:
        yield running


def paths(made: World) -> Counter[tuple[str, str, str]]:
    """What was asked, and how often."""
    return Counter((request.source, request.path, request.query_string) for request in made.sandbox.requests)


# ---------------------------------------------------------------- in one query


def test_a_list_under_two_aliases_with_different_selections_is_one_request_a_source(fresh: World) -> None:
    data = ask(
        fresh.graph,
        """{ a: interactions(first: 20) { nodes { id } } b: interactions(first: 20) { nodes { summary kind } }
             c: interactions(first: 20) { totalCount edges { cursor } }
             d: engagements(first: 20) { nodes { id } } e: engagements(first: 20) { nodes { kind visitorName } } }""",
    )
    assert len(data["a"]["nodes"]) == len(data["b"]["nodes"]) == len(data["c"]["edges"]) == 20
    assert Counter(request.source for request in fresh.sandbox.requests) == {"LIPS": 1, "POLIS": 1, "SALEMOVE": 1}


@pytest.mark.parametrize("source", ["PROCURIOS", "SALEMOVE"])
def test_a_nested_list_under_two_aliases_is_one(fresh: World, source: str) -> None:
    """Of the same contacts, reached in two ways as well."""
    known = relations(fresh.sandbox) if source == "PROCURIOS" else visitors(fresh.sandbox)
    ids = [contact_id((source, one)) for one in known]
    connection = "contactMoments" if source == "PROCURIOS" else "engagements"
    inner = f"a: {connection}(first: 5) {{ nodes {{ id }} }} b: {connection}(first: 5) {{ totalCount }}"
    ask(
        fresh.graph,
        f"""query($ids: [ID!]!, $of: [_Any!]!) {{ x: nodes(ids: $ids) {{ ... on Contact {{ {inner} }} }}
            y: nodes(ids: $ids) {{ ... on Contact {{ {inner} }} }}
            _entities(representations: $of) {{ ... on Contact {{ {inner} }} }} }}""",
        {"ids": ids, "of": [{"__typename": "Contact", "id": one} for one in ids]},
    )
    pages = (
        relation_pages(fresh.sandbox, known)
        if source == "PROCURIOS"
        else full_pages(len(fresh.sandbox.salemove), SALEMOVE_PAGE)
    )
    assert len(fresh.sandbox.requests) == pages


def cost(made: World, document: str, variables: dict[str, Any] | None = None) -> int:
    """How many requests a query causes."""
    made.sandbox.clear_requests()
    ask(made.graph, document, variables)
    return len(made.sandbox.requests)


def test_what_a_field_has_read_costs_nothing_further_down(fresh: World) -> None:
    """The same page of the same contacts, once it is known."""
    inner = "engagements(first: 2) { nodes { id visitor { id %s } } }"
    nested = f"{{ engagements(first: 50) {{ nodes {{ visitor {{ {inner} }} }} }} }}"
    assert cost(fresh, nested % (inner % "")) == cost(fresh, nested % "")


@pytest.mark.parametrize("source", ["POLIS", "PROCURIOS", "SALEMOVE"])
def test_a_contact_costs_nothing_further_down_under_whichever_name(fresh: World, source: str) -> None:
    """By its id alone at the top, and as the records name it below."""
    known = {"POLIS": canvassed, "PROCURIOS": relations, "SALEMOVE": visitors}[source](fresh.sandbox)
    inner = "touchpoints(first: 2) { nodes { contacts { id %s } } }"
    nested = f"query($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on Contact {{ {inner} }} }} }}"
    variables = {"ids": [contact_id((source, one)) for one in known]}
    assert cost(fresh, nested % (inner % ""), variables) == cost(fresh, nested % "", variables)


def test_transcripts_cost_one_request_for_each_engagement_by_whichever_way_it_is_reached(fresh: World) -> None:
    """A list, two aliases and `nodes`, at once; and none at all the next time."""
    listed_ids = [
        node["id"] for node in ask(fresh.graph, "{ engagements(first: 25) { nodes { id } } }")["engagements"]["nodes"]
    ]
    fresh.sandbox.clear_requests()
    document = """query($ids: [ID!]!) {
        engagements(first: 25) { nodes { sourceId a: chatTranscript { message } b: chatTranscript { createdAt } } }
        nodes(ids: $ids) { ... on Engagement { chatTranscript { sender { name } } } } }"""
    data = ask(fresh.graph, document, {"ids": listed_ids})
    ids = [node["sourceId"] for node in data["engagements"]["nodes"]]
    asked = Counter(request.path for request in fresh.asked("SALEMOVE"))
    transcripts = {f"/engagements/{one}/chat_transcript": 1 for one in ids}
    # `nodes` reads each engagement by its id, beside the list.
    assert asked == {"/engagements": 1, **{f"/engagements/{one}": 1 for one in ids}, **transcripts}
    fresh.sandbox.clear_requests()
    assert ask(fresh.graph, document, {"ids": listed_ids}) == data
    assert not [request for request in fresh.sandbox.requests if request.path.endswith("/chat_transcript")]


def test_the_catalogue_costs_each_of_its_requests_once_beside_many_moments(fresh: World) -> None:
    """And none the next time."""
    document = """{ contactMoments(first: 50) { nodes { tags { name } type { id title schema } } }
        a: contactMomentTypes { id schema } b: contactMomentTypes { title } contactMomentTags { name }
        tags: contactMomentTags { id } }"""
    types = {kind["id"] for kind in ask(fresh.graph, document)["a"]}
    asked = Counter(path.rpartition("/contact_moment/")[2] for _, path, query in paths(fresh).elements() if not query)
    assert asked == {"types": 1, "tags": 1, **{f"type/{one}/schema": 1 for one in types}}
    fresh.sandbox.clear_requests()
    ask(fresh.graph, document)
    assert not [request for request in fresh.sandbox.requests if not request.query_string]


def test_a_record_by_id_key_and_entity_is_one_request(fresh: World) -> None:
    """Engagements and canvasses, which are read by id."""
    for field, type_name, source, store in (
        ("engagement", "Engagement", "SALEMOVE", fresh.sandbox.salemove),
        ("interaction", "Interaction", "POLIS", fresh.sandbox.polis),
    ):
        one = str(store.records[3]["id"])
        by = {"sourceKey": {"source": source, "sourceId": one}}
        of = [{"__typename": type_name, "source": source, "sourceId": one}] * 2
        fresh.sandbox.clear_requests()
        document = f"""query($by: RecordKey!, $of: [_Any!]!) {{ a: {field}(by: $by) {{ id }}
            b: {field}(by: $by) {{ summary kind }} _entities(representations: $of) {{ __typename }} }}"""
        ask(fresh.graph, document, {"by": by, "of": of})
        assert len(fresh.sandbox.requests) == 1


# ---------------------------------------------------------------- of two callers


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        ("interactions(first: 20) { nodes { id } }", "interactions(first: 20) { nodes { summary } totalCount }"),
        (
            "engagements(first: 5) { nodes { chatTranscript { message } } }",
            "engagements(first: 5) { nodes { chatTranscript { createdAt } kind } }",
        ),
        ("contactMomentTypes { id schema }", "contactMomentTypes { title schema }"),
    ],
)
def test_two_callers_at_the_same_time_share_equal_reads(fresh: World, mine: str, theirs: str) -> None:
    """The second comes while the first one's are out; what each reads next is out at the same time, too."""
    for faults in fresh.sandbox.faults.values():
        faults.set(held=True)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(ask, fresh.graph, f"{{ {mine} }}")
        eventually(lambda: fresh.sandbox.requests)
        second = pool.submit(ask, fresh.graph, f"{{ {theirs} }}")
        eventually(lambda: fresh.arrived == 2)
        # It came before this one, and so has been asked of the sources when this one is answered.
        ask(fresh.graph, "{ __typename }")
        for faults in fresh.sandbox.faults.values():
            faults.set(held=False, latency_ms=LATENCY_MS)
        assert first.result()
        assert second.result()
    assert set(paths(fresh).values()) == {1}


# ---------------------------------------------------------------- limits


def test_no_more_requests_are_in_flight_to_a_source_than_it_may_have(fresh: World) -> None:
    """But as many as that."""
    fresh.sandbox.faults["POLIS"].set(latency_ms=40)
    ids = canvassed(fresh.sandbox)[:24]
    seen: list[int] = []
    over = threading.Event()

    def watch() -> None:
        while not over.is_set():
            seen.append(sum(request.status is None for request in fresh.sandbox.requests))
            time.sleep(0.002)

    with ThreadPoolExecutor(1) as pool:
        watching = pool.submit(watch)
        under(fresh.graph, Walk(connection="interactions", first=50), [("POLIS", one) for one in ids])
        over.set()
        watching.result()
    assert len(fresh.sandbox.requests) == len(ids)
    assert max(seen) == MOST_AT_ONCE
