"""What a query costs, in vendor requests: the least that the vendors' interfaces allow."""

import math
from collections.abc import Iterator
from typing import Any

import pytest

from tests.graph.client import Key, Walk, ask, key, page, pages
from tests.graph.reading import by_id, by_key
from tests.graph.worlds import World, world

PAGE_SIZES = {"LIPS": 100, "POLIS": 200, "SALEMOVE": 100}
ENGAGEMENT = ("SALEMOVE", "65f68744-40c5-4278-968a-6ee33df0722a")
CANVASS = ("POLIS", "7da76f74-7951-423a-be41-85a2551d16e7")
CALL = ("LIPS", "4314774")


@pytest.fixture(scope="module")
def made() -> Iterator[World]:
    """A world whose log is this module's alone, with Procurios' list read already."""
    with world(contacts=120, canvasses=500, engagements=400) as running:
        page(running.graph, Walk(connection="contactMoments", first=1))
        yield running


@pytest.fixture(autouse=True)
def _fresh(made: World) -> None:
    made.sandbox.clear_requests()


def rows_of(query: list[tuple[str, str]]) -> int:
    """How many records a list request asked for."""
    values = dict(query)
    return int(values.get("limit") or values.get("per_page") or 25)


@pytest.mark.parametrize("descending", [True, False])
@pytest.mark.parametrize("first", [1, 10, 25, 100])
@pytest.mark.parametrize("connection", ["interactions", "engagements", "touchpoints"])
def test_a_page_costs_what_the_second_costs(made: World, connection: str, first: int, descending: bool) -> None:
    """At any depth: two requests and the vendor pages that hold the records, for each ordered source."""
    for number, found in enumerate(pages(made.graph, Walk(connection=connection, descending=descending, first=first))):
        for report in found.raw["sources"]:
            source = report["source"]
            cost = made.asked(source)
            assert report["requests"] == len(cost)
            if source == "PROCURIOS":
                assert len(cost) <= 1
                continue
            # Oldest first, LIPS has to be asked where its list ends.
            extra = 1 if source == "LIPS" and not descending and number == 0 else 0
            assert len(cost) <= 2 + math.ceil(first / PAGE_SIZES[source]) + extra, (number, [r.query for r in cost])
            assert all(rows_of(request.query) <= 200 for request in cost)
        made.sandbox.clear_requests()
        if number == 12:
            return


def test_a_page_of_interactions_brings_its_contacts_along(made: World) -> None:
    """LIPS embeds them."""
    walk = Walk(connection="interactions", filter={"sources": ["LIPS"]}, first=100)
    found = page(made.graph, walk, node="source sourceId contact { firstName email phoneNumbers { number } }")
    assert len(found.nodes) == 100
    assert len(made.sandbox.requests) <= 2


def test_transcripts_cost_one_request_an_engagement(made: World) -> None:
    """The list, and each transcript once, though two aliases and a second list ask for it."""
    lines = "edges { node { sourceId chatTranscript { message } again: chatTranscript { sender { name } } } }"
    data = ask(made.graph, f"{{ engagements(first: 20) {{ {lines} }} more: engagements(first: 20) {{ {lines} }} }}")
    ids = {edge["node"]["sourceId"] for edge in data["engagements"]["edges"]}
    asked = [request.path for request in made.asked("SALEMOVE") if request.path.endswith("/chat_transcript")]
    assert sorted(asked) == sorted(f"/engagements/{one}/chat_transcript" for one in ids)


def test_one_record_under_two_aliases_is_asked_for_once(made: World) -> None:
    """Whether by key or by id."""
    identifier = by_key(made.graph, "engagement", ENGAGEMENT, "id")["id"]
    made.sandbox.clear_requests()
    variables = {"by": key(*ENGAGEMENT), "id": identifier}
    document = "query($by: RecordKey!, $id: ID!) { a: engagement(by: $by) { kind } b: node(id: $id) { id } }"
    ask(made.graph, document, variables)
    assert len(made.sandbox.requests) == 1


@pytest.mark.parametrize(("field", "of"), [("interaction", CALL), ("interaction", CANVASS), ("engagement", ENGAGEMENT)])
def test_a_record_by_its_id_costs_one_request(made: World, field: str, of: Key) -> None:
    """LIPS has no read by id: the id holds the time by which its list finds the record."""
    identifier = by_key(made.graph, field, of, "id")["id"]
    made.sandbox.clear_requests()
    assert by_id(made.graph, field, identifier, "sourceId")["sourceId"] == of[1]
    assert len(made.sandbox.requests) == 1


@pytest.mark.parametrize(("field", "of"), [("interaction", CANVASS), ("engagement", ENGAGEMENT)])
def test_a_record_by_its_key_costs_one_request_where_the_vendor_reads_by_id(made: World, field: str, of: Key) -> None:
    """Polis and SaleMove do."""
    by_key(made.graph, field, of, "sourceId")
    assert len(made.sandbox.requests) == 1


def test_keys_of_lips_share_one_scan(made: World) -> None:
    """Many keys without a locator cost as many requests as the one that lies deepest."""
    numbers = [record["id"] for record in made.sandbox.lips.records][:30]
    fields = " ".join(
        f'k{number}: interaction(by: {{ sourceKey: {{ source: LIPS, sourceId: "{number}" }} }}) {{ sourceId }}'
        for number in numbers
    )
    data = ask(made.graph, f"{{ {fields} }}")
    assert [found["sourceId"] for found in data.values()] == [str(number) for number in numbers]
    assert len(made.sandbox.requests) <= math.ceil(len(made.sandbox.lips) / PAGE_SIZES["LIPS"])


def test_nodes_cost_one_request_for_each_record_at_most(made: World) -> None:
    """Ids that repeat cost nothing; contacts known by reference cost nothing; Procurios' list is there already."""
    found = page(made.graph, Walk(connection="touchpoints", first=60), node="id source sourceId contacts { id source }")
    ids = [node["id"] for node in found.nodes]
    references = [contact["id"] for node in found.nodes for contact in node["contacts"] if contact["source"] != "LIPS"]
    made.sandbox.clear_requests()
    data = ask(
        made.graph,
        "query($ids: [ID!]!) { nodes(ids: $ids) { id } }",
        {"ids": [*ids, *references, *ids]},
    )
    assert [node["id"] for node in data["nodes"]] == [*ids, *references, *ids]
    distinct = {node["id"] for node in found.nodes if node["source"] != "PROCURIOS"}
    assert len([request for request in made.sandbox.requests if request.source != "PROCURIOS"]) <= len(distinct)
    assert len(made.asked("PROCURIOS")) <= 1


@pytest.mark.parametrize(
    ("selection", "path"),
    [("contactMomentTypes { id }", "/types"), ("contactMomentTags { name }", "/tags")],
)
def test_catalogues_cost_one_request_however_often_selected(made: World, selection: str, path: str) -> None:
    """Under aliases, and from within a list."""
    moments = "contactMoments(first: 25) { nodes { type { title addable } } }" if path == "/types" else ""
    ask(made.graph, f"{{ a: {selection} b: {selection} {moments} }}")
    assert len([request for request in made.asked("PROCURIOS") if request.path.endswith(path)]) <= 1


def test_schemas_cost_one_request_for_each_type(made: World) -> None:
    """Not one for each contact moment."""
    data = ask(made.graph, "{ contactMoments(first: 50) { nodes { type { id schema } } } }")
    types: set[Any] = {node["type"]["id"] for node in data["contactMoments"]["nodes"]}
    asked = [request.path for request in made.asked("PROCURIOS") if request.path.endswith("/schema")]
    assert len(asked) <= len(types)
