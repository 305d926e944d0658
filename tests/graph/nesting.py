"""One connection under many contacts at once, and what the vendors' stores say that it costs."""

import math
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from app.sandbox.requestlog import LoggedRequest
from app.sandbox.server import Sandbox
from resolvers.model.enums import Source
from resolvers.model.ids import Kind, encode_id
from tests.app.serving import Graph
from tests.graph.client import Key, Page, Walk, ask
from tests.graph.oracle import digits
from tests.graph.worlds import World

LIPS_PAGE = 100
SALEMOVE_PAGE = 100
PROCURIOS_PAGE = 25
NUMBERS = "event_params[phone_numbers]"

BY_IDS = ("nodes(ids: $of)", "$of: [ID!]!")
AS_ENTITIES = ("_entities(representations: $of)", "$of: [_Any!]!")


def contact_id(of: Key) -> str:
    """The opaque id of a contact."""
    return encode_id(Kind.CONTACT, Source[of[0]], of[1])


def keys(source: str, ids: Iterable[str]) -> list[Key]:
    """Contacts of one source."""
    return [(source, one) for one in ids]


def document(walk: Walk, way: tuple[str, str] = BY_IDS, node: str = "source sourceId") -> str:
    """The query of the connection that `walk` names under each contact of `$of`; null is null there, too."""
    field, variable = way
    variables, _, body = walk.document(node).removeprefix("query(").partition(") { ")
    return f"query({variable}, {variables}) {{ found: {field} {{ ... on Contact {{ source sourceId {body} }} }}"


def under(graph: Graph, walk: Walk, contacts: Iterable[Key], after: str | None = None) -> list[Page]:
    """The page of each contact, in the order asked for."""
    variables = {"of": [contact_id(of) for of in contacts], **walk.variables(after)}
    return [Page(node["page"]) for node in ask(graph, document(walk), variables)["found"]]


def under_entities(graph: Graph, walk: Walk, contacts: Iterable[Key]) -> list[Page]:
    """The same as a gateway asks for it."""
    of = [{"__typename": "Contact", "source": source, "sourceId": key} for source, key in contacts]
    found = ask(graph, document(walk, AS_ENTITIES), {"of": of, **walk.variables(None)})["found"]
    return [Page(node["page"]) for node in found]


def told_requests(found: Iterable[Page]) -> int:
    """What the reports of these pages say that they cost."""
    return sum(report["requests"] for page in found for report in page.raw["sources"])


# ---------------------------------------------------------------- what the vendors hold


def lips_contacts(sandbox: Sandbox) -> dict[str, list[str]]:
    """The numbers of each contact that has interactions, the contact seen last first."""
    found: dict[str, list[str]] = {}
    for record in listed(sandbox):
        contact = record["contact"]
        numbers = [entry["phone_number"] for entry in contact["phone_numbers"] or []]
        found.setdefault(str(contact["id"]), numbers)
    return found


def numbered(sandbox: Sandbox, count: int) -> list[str]:
    """So many LIPS contacts with a number."""
    found = [key for key, numbers in lips_contacts(sandbox).items() if numbers]
    assert len(found) >= count
    return found[:count]


def all_numbers(sandbox: Sandbox, ids: Iterable[str]) -> list[str]:
    """The numbers by which these are asked for."""
    known = lips_contacts(sandbox)
    return [number for one in ids for number in known[one]]


def listed_by_number(sandbox: Sandbox, ids: Iterable[str]) -> list[dict[str, Any]]:
    """What LIPS lists where these contacts are asked for by their numbers."""
    return listed(sandbox, all_numbers(sandbox, ids))


def listed(sandbox: Sandbox, numbers: Collection[str] | None = None) -> list[dict[str, Any]]:
    """LIPS' interactions as it lists them, newest first; those of contacts with one of these numbers."""
    rows = sorted(sandbox.lips.rows(), key=lambda row: (row.order is None, row.order or (0, row.tie)))
    wanted = None if numbers is None else {digits(number) for number in numbers}
    return [row.record for row in rows if wanted is None or wanted & row.phones]


def relations(sandbox: Sandbox) -> list[str]:
    """Procurios' relations."""
    return [str(number) for number in sandbox.procurios.relations]


def visitors(sandbox: Sandbox) -> list[str]:
    """SaleMove's visitors that have engagements."""
    return list(dict.fromkeys(record["visitor_id"] for record in sandbox.salemove.records if record["visitor_id"]))


def canvassed(sandbox: Sandbox) -> list[str]:
    """Polis' contacts."""
    return list(dict.fromkeys(record["data"]["contactId"] for record in sandbox.polis.records))


# ---------------------------------------------------------------- what that costs


def full_pages(records: int, size: int) -> int:
    """Pages of a list whose vendor tells how many there are: an empty list takes one, too."""
    return max(1, math.ceil(records / size))


def relation_pages(sandbox: Sandbox, ids: Iterable[str]) -> int:
    """Pages of a `relationIds` list: nothing but a page that is not full tells that it has ended."""
    wanted = {int(number) for number in ids}
    return sum(bool(row.relations & wanted) for row in sandbox.procurios.rows()) // PROCURIOS_PAGE + 1


def scan_pages(sandbox: Sandbox, ids: Collection[str]) -> int:
    """Pages of LIPS' whole list down to where the last of these contacts turns up first."""
    first: dict[str, int] = {}
    for index, record in enumerate(listed(sandbox)):
        first.setdefault(str(record["contact"]["id"]), index)
    return max(first[key] for key in ids) // LIPS_PAGE + 1


# ---------------------------------------------------------------- what was sent


def split(values: Sequence[str], most: int) -> list[set[str]]:
    """Values in their order, so many at a time."""
    return [set(values[start : start + most]) for start in range(0, len(values), most)]


def parameter(request: LoggedRequest, name: str) -> set[str]:
    """The values of a comma-separated parameter."""
    return set(dict(request.query)[name].split(","))


def with_parameter(made: World, source: str, name: str) -> list[LoggedRequest]:
    """The requests that one vendor received with a parameter."""
    return [request for request in made.asked(source) if name in dict(request.query)]


def without_parameter(made: World, source: str, name: str) -> list[LoggedRequest]:
    """The requests that one vendor received without it."""
    return [request for request in made.asked(source) if name not in dict(request.query)]
