"""Six queries that frontends ask, what each would cost at least, and its naive version.

The least is computed from what the sandbox's stores hold and from the vendors' page sizes. It is what a reader could
not avoid that knew beforehand which pages it would need, and asked only what the vendors' documents offer. The chain is
the longest row of requests of which each must know the answer before it: a key that it names, or whether there is
another page at all. Lists that tell their number of pages have all but their first page read at once; Procurios' tell
nothing, so that each of their pages waits for the one before.
"""

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import naive

from app.sandbox.server import Sandbox
from resolvers.model.enums import Source
from resolvers.model.ids import Kind, encode_id

LIPS_PAGE = 100
SALEMOVE_PAGE = 100
PROCURIOS_PAGE = 25

Row = dict[str, Any]


@dataclass(frozen=True)
class Cost:
    """Requests, and how many of them wait for one another at most."""

    requests: int
    chain: int


@dataclass(frozen=True)
class Case:
    """A query. `cold` is the least for a server that has read nothing yet, `warm` for its second run."""

    name: str
    document: str
    variables: Mapping[str, Any]
    cold: Cost
    warm: Cost
    naive: Callable[[naive.Vendors], Awaitable[None]]


def pages(records: int, size: int) -> int:
    """⌈records / size⌉, where the vendor tells how many pages there are; an empty list takes one, too."""
    return max(1, -(-records // size))


def untold_pages(records: int) -> int:
    """⌊records / 25⌋ + 1: nothing but a page that is not full tells that Procurios' list has ended."""
    return records // PROCURIOS_PAGE + 1


def leads(sandbox: Sandbox) -> list[Row]:
    """LIPS' list, newest first."""
    rows = sorted(sandbox.lips.rows(), key=lambda row: (row.order is None, row.order or (0, row.tie)))
    return [row.record for row in rows]


def engagements(sandbox: Sandbox) -> list[Row]:
    """SaleMove's list, newest first."""
    rows = sorted(sandbox.salemove.rows(), key=lambda row: (row.created, row.tie), reverse=True)
    return [row.record for row in rows]


def pages_until(rows: Sequence[Row], of: Collection[Any], most: int, size: int) -> int:
    """Pages of a list until each of these people has `most` records, or the list has ended.

    The order of records of one time is ours: those of the last one's time are needed, too.
    """
    left = dict.fromkeys(of, most)
    for index, row in enumerate(rows):
        if left and owner(row) in left:
            left[owner(row)] -= 1
            if left[owner(row)] == 0:
                del left[owner(row)]
        if not left and (index + 1 == len(rows) or moment(rows[index + 1]) != moment(row)):
            return pages(index + 1, size)
    return pages(len(rows), size)


def owner(row: Row) -> Any:
    """The contact of an interaction of LIPS, or the visitor of an engagement."""
    return row["contact"]["id"] if "contact" in row else row["visitor_id"]


def moment(row: Row) -> Any:
    """When it occurred."""
    return row["occurred_at"] if "occurred_at" in row else row["created_at"]


def numbers(contact: Row) -> list[str]:
    """Its telephone numbers."""
    return [entry["phone_number"] for entry in contact["phone_numbers"] or ()]


def moments_of(sandbox: Sandbox, relation_ids: Iterable[int]) -> int:
    """How many contact moments these relations have."""
    wanted = set(relation_ids)
    return sum(bool(row.relations & wanted) for row in sandbox.procurios.rows())


def contact_id(source: Source, source_id: object) -> str:
    """The opaque id of a contact."""
    return encode_id(Kind.CONTACT, source, str(source_id))


# ---------------------------------------------------------------- the six


def list_with_contacts(_sandbox: Sandbox) -> Case:
    """⌈51 / 100⌉ pages of LIPS, which embeds its contacts, and ⌈51 / 200⌉ of Polis, at once: 2, in a chain of 1."""
    document = """{ interactions(first: 50) { nodes { source sourceId occurredAt summary kind
        contact { displayName email phoneNumbers { number } } } pageInfo { hasNextPage endCursor } } }"""
    least = Cost(2, 1)
    return Case(
        "50 interactions, contacts", document, {}, least, least, lambda them: naive.list_with_contacts(them, 50)
    )


def with_transcripts(_sandbox: Sandbox) -> Case:
    """⌈26 / 100⌉ + 25, the transcripts at once: 26 in a chain of 2. They are kept: the second time it is the list."""
    document = """{ engagements(first: 25) { nodes { sourceId occurredAt visitorName operators { name }
        chatTranscript { message createdAt sender { kind name } } } pageInfo { hasNextPage } } }"""
    return Case(
        "25 engagements, transcripts",
        document,
        {},
        Cost(26, 2),
        Cost(1, 1),
        lambda them: naive.engagements_with_transcripts(them, 25),
    )


def relations_with_moments(sandbox: Sandbox) -> Case:
    """⌊m / 25⌋ + 1 for the m moments of all 50 relations, or for all moments where that is less, one by one."""
    ids = list(sandbox.procurios.relations)[:50]
    document = """query($ids: [ID!]!) { nodes(ids: $ids) { ... on Contact { sourceId
        contactMoments(first: 10) { nodes { occurredAt subject sender { displayName } tags { name } } totalCount } } } }
    """
    least = untold_pages(min(moments_of(sandbox, ids), len(sandbox.procurios)))
    return Case(
        "50 relations, contact moments",
        document,
        {"ids": [contact_id(Source.PROCURIOS, one) for one in ids]},
        Cost(least, least),
        Cost(least, least),
        lambda them: naive.relations_with_moments(them, [str(one) for one in ids]),
    )


def leads_with_interactions(sandbox: Sandbox) -> Case:
    """min(max(c, b) + n, max(c, a)).

    c: pages of the whole list until 51 contacts have turned up. n: pages of the list narrowed to the numbers of those
    50 until each has 6 interactions or it has ended. b: pages of the whole list until those without a number have 6; a:
    until all 50 have. The chain: those c, then the first narrowed page and the rest of the whole list at once, then the
    rest of the narrowed one.
    """
    document = """{ contacts(first: 50) { nodes { sourceId displayName
        interactions(first: 5) { nodes { occurredAt summary kind } totalCount } } pageInfo { hasNextPage } } }"""
    rows = leads(sandbox)
    people = {owner(row): row["contact"] for row in reversed(rows)}
    # Told in the order in which they turn up first.
    order = list(dict.fromkeys(owner(row) for row in rows))
    shown = {key: people[key] for key in order[:50]}
    own = {number for contact in shown.values() for number in numbers(contact)[:1]}
    narrowed = [row for row in rows if own.intersection(numbers(row["contact"]))]
    bare = [key for key, contact in shown.items() if not numbers(contact)]
    c = pages_until(rows, order[:51], 1, LIPS_PAGE)
    n = pages_until(narrowed, [key for key in shown if key not in bare], 6, LIPS_PAGE)
    b = pages_until(rows, bare, 6, LIPS_PAGE) if bare else 0
    a = pages_until(rows, shown, 6, LIPS_PAGE)
    least = min(Cost(max(c, b) + n, c + min(n, 2)), Cost(max(c, a), c + 1), key=lambda cost: cost.requests)
    return Case(
        "50 LIPS contacts, interactions",
        document,
        {},
        least,
        least,
        lambda them: naive.contacts_with_interactions(them, 50, 5),
    )


def timeline(sandbox: Sandbox) -> Case:
    """One page each of LIPS, Polis and SaleMove, and all ⌊n / 25⌋ + 1 of Procurios, which documents no order.

    The second time, within a second, its index needs nothing.
    """
    document = """{ touchpoints(first: 50) { nodes { source occurredAt summary contacts { displayName } }
        pageInfo { hasNextPage endCursor } } }"""
    whole = untold_pages(len(sandbox.procurios))
    return Case(
        "timeline of 50",
        document,
        {},
        Cost(3 + whole, whole),
        Cost(3, 1),
        lambda them: naive.timeline(them, 50),
    )


def contact_screen(sandbox: Sandbox) -> Case:
    """min(s + 1, w) + r + 2 + v + 5.

    LIPS: s pages of the whole list until the contact turns up, and a page of those with its number; or w until it has
    11. Procurios: r pages of the relation's list, the types and the tags. SaleMove: v pages until the visitor has 11
    engagements, and 5 transcripts. The second time types, tags and transcripts are kept. The chain is the longest of
    s + 1, r, and min(v, 2) with the transcripts.
    """
    document = """query($lead: RecordKey!, $relation: RecordKey!, $visitor: RecordKey!) {
        lead: contact(by: $lead) { displayName email company title phoneNumbers { type number } createdAt
            interactions(first: 10) { nodes { occurredAt summary kind channel: attribution { channel } } totalCount }
            touchpoints(first: 10) { nodes { source occurredAt summary } } }
        relation: contact(by: $relation) { displayName
            contactMoments(first: 10) { nodes { occurredAt subject type { title } tags { name }
                sender { displayName } } }
            touchpoints(first: 10) { nodes { source occurredAt summary } } }
        visitor: contact(by: $visitor) { displayName
            engagements(first: 5) { nodes { occurredAt kind operators { name } chatTranscript { message } } }
            touchpoints(first: 10) { nodes { source occurredAt summary } } }
        contactMomentTypes { id title addable } contactMomentTags { id name } }"""
    rows, chats = leads(sandbox), engagements(sandbox)
    person = next(row["contact"] for row in rows[130:] if numbers(row["contact"]))
    visitor = next(row["visitor_id"] for row in chats if sum(r["visitor_id"] == row["visitor_id"] for r in chats) > 4)
    relation = next(one for one in list(sandbox.procurios.relations)[20:] if moments_of(sandbox, [one]) > 9)
    s = pages_until(rows, [person["id"]], 1, LIPS_PAGE)
    w = pages_until(rows, [person["id"]], 11, LIPS_PAGE)
    r = untold_pages(moments_of(sandbox, [relation]))
    v = pages_until(chats, [visitor], 11, SALEMOVE_PAGE)
    lists = min(s + 1, w) + r + v
    ids = {"lead": ("LIPS", person["id"]), "relation": ("PROCURIOS", relation), "visitor": ("SALEMOVE", visitor)}
    return Case(
        "contact screen",
        document,
        {name: {"sourceKey": {"source": of[0], "sourceId": str(of[1])}} for name, of in ids.items()},
        Cost(lists + 2 + 5, max(s + 1, r, min(v, 2) + 1)),
        Cost(lists, max(s + 1, r, min(v, 2))),
        lambda them: naive.contact_screen(them, str(person["id"]), str(relation), visitor),
    )


CASES: tuple[Callable[[Sandbox], Case], ...] = (
    list_with_contacts,
    with_transcripts,
    relations_with_moments,
    leads_with_interactions,
    timeline,
    contact_screen,
)
