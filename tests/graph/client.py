"""Asking the served graph for pages, and walking a connection from its first page to its last."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.app.serving import Graph

Key = tuple[str, str]

FILTERS = {
    "interactions": "InteractionFilter",
    "engagements": "EngagementFilter",
    "contactMoments": "ContactMomentFilter",
    "touchpoints": "TouchpointFilter",
    "contacts": "ContactFilter",
}
MORE_PAGES_THAN_ANY_WALK = 2000

_ERROR = "error { code message retryable retryAfterSeconds httpStatus }"
_REPORT = f"source status requests scanned returned pushedDown residual {_ERROR}"
_INFO = "hasNextPage hasPreviousPage startCursor endCursor"


@dataclass(frozen=True, kw_only=True)
class Walk:
    """Which list to walk: a connection, a contact's own where `of` names one, a filter and a direction."""

    connection: str
    filter: Mapping[str, Any] = field(default_factory=dict)
    descending: bool = True
    of: Key | None = None
    first: int = 25

    def document(self, node: str) -> str:
        """The query of one page."""
        dated = self.connection != "contacts"
        order = ", orderBy: $order" if dated else ""
        body = (
            f"page: {self.connection}(filter: $filter, first: $first, after: $after{order}) "
            f"{{ edges {{ cursor node {{ {node} }} }} pageInfo {{ {_INFO} }} totalCount sources {{ {_REPORT} }} }}"
        )
        variables = f"$filter: {FILTERS[self.connection]}, $first: Int, $after: String"
        if dated:
            variables += ", $order: TouchpointOrder"
        if self.of is None:
            return f"query({variables}) {{ {body} }}"
        return f"query({variables}, $of: RecordKey!) {{ contact(by: $of) {{ {body} }} }}"

    def variables(self, after: str | None) -> dict[str, Any]:
        """The variables of one page."""
        values: dict[str, Any] = {"filter": dict(self.filter), "first": self.first, "after": after}
        if self.connection != "contacts":
            values["order"] = {"direction": "DESC" if self.descending else "ASC"}
        if self.of is not None:
            values["of"] = key(*self.of)
        return values


@dataclass(frozen=True)
class Page:
    """One page as the graph gave it."""

    raw: dict[str, Any]

    @property
    def nodes(self) -> list[dict[str, Any]]:
        """Its records."""
        return [edge["node"] for edge in self.raw["edges"]]

    @property
    def keys(self) -> list[Key]:
        """What tells them apart."""
        return [(node["source"], node["sourceId"]) for node in self.nodes]

    @property
    def more(self) -> bool:
        """Whether there may be more."""
        return bool(self.raw["pageInfo"]["hasNextPage"])

    @property
    def end(self) -> str | None:
        """Where to go on."""
        cursor: str | None = self.raw["pageInfo"]["endCursor"]
        return cursor

    @property
    def total(self) -> int | None:
        """How many there are, where that is known."""
        count: int | None = self.raw["totalCount"]
        return count

    def report(self, source: str) -> dict[str, Any]:
        """How one source did."""
        found: dict[str, Any] = next(report for report in self.raw["sources"] if report["source"] == source)
        return found


def key(source: str, source_id: str) -> dict[str, Any]:
    """A record's key, as an argument."""
    return {"sourceKey": {"source": source, "sourceId": source_id}}


def ask(graph: Graph, document: str, variables: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The data of a query that has no errors."""
    answer = graph.query(document, variables)
    assert "errors" not in answer, answer["errors"]
    data: dict[str, Any] = answer["data"]
    return data


def page(graph: Graph, walk: Walk, after: str | None = None, node: str = "source sourceId") -> Page:
    """One page."""
    data = ask(graph, walk.document(node), walk.variables(after))
    return Page((data if walk.of is None else data["contact"])["page"])


def pages(graph: Graph, walk: Walk, after: str | None = None, node: str = "source sourceId") -> Iterator[Page]:
    """Every page to the last one; where a page has no end cursor, the same place is asked for again."""
    for _ in range(MORE_PAGES_THAN_ANY_WALK):
        found = page(graph, walk, after, node)
        yield found
        if not found.more:
            return
        after = found.end or after
    raise AssertionError(f"no end: {walk}")


def walked(graph: Graph, walk: Walk) -> list[Key]:
    """The keys of a whole walk, in the order told."""
    return [key for found in pages(graph, walk) for key in found.keys]
