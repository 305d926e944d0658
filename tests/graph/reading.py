"""One record read in every way that the graph offers."""

from typing import Any

from tests.app.serving import Graph
from tests.graph.client import Key, Walk, ask, key, pages

TYPES = {
    "interactions": ("interaction", "Interaction"),
    "engagements": ("engagement", "Engagement"),
    "contactMoments": ("contactMoment", "ContactMoment"),
}
Node = dict[str, Any]


def by_key(graph: Graph, field: str, of: Key, selection: str) -> Any:
    """Through the typed field, by the key of its source."""
    document = f"query($by: RecordKey!) {{ found: {field}(by: $by) {{ {selection} }} }}"
    return ask(graph, document, {"by": key(*of)})["found"]


def by_id(graph: Graph, field: str, identifier: str, selection: str) -> Any:
    """Through the typed field, by its id."""
    document = f"query($by: RecordKey!) {{ found: {field}(by: $by) {{ {selection} }} }}"
    return ask(graph, document, {"by": {"id": identifier}})["found"]


def as_node(graph: Graph, type_name: str, identifier: str, selection: str) -> Any:
    """Through node(id)."""
    document = f"query($id: ID!) {{ found: node(id: $id) {{ ... on {type_name} {{ {selection} }} }} }}"
    return ask(graph, document, {"id": identifier})["found"]


def listed(graph: Graph, connection: str, type_name: str, of: Key, selection: str) -> Node:
    """By walking a connection until it comes."""
    node = f"... on {type_name} {{ {selection} }}"
    for page in pages(graph, Walk(connection=connection, first=100), node=f"source sourceId {node}"):
        for found in page.nodes:
            if (found["source"], found["sourceId"]) == of:
                return found
    raise AssertionError(f"{of} is not among {connection}")


def every_way(graph: Graph, connection: str, of: Key, selection: str) -> dict[str, Node]:
    """By key, by id twice, and out of the two lists that hold it; each selects id, source and sourceId too."""
    field, type_name = TYPES[connection]
    whole = f"id source sourceId {selection}"
    first = by_key(graph, field, of, whole)
    return {
        "by key": first,
        "by id": by_id(graph, field, first["id"], whole),
        "node": as_node(graph, type_name, first["id"], whole),
        "its list": listed(graph, connection, type_name, of, whole),
        "all touchpoints": listed(graph, "touchpoints", type_name, of, whole),
    }


def assert_everywhere(ways: dict[str, Node], of: Key, expected: Node) -> None:
    """Every way gives the same id, the key, and just what is expected."""
    assert len({found["id"] for found in ways.values()}) == 1
    whole = {"source": of[0], "sourceId": of[1], **expected}
    for way, found in ways.items():
        assert {name: value for name, value in found.items() if name != "id"} == whole, way
