"""The contract's filters in Polis' terms (section Query Parameters, Allowed attributes)."""

from collections.abc import Callable
from itertools import product

from resolvers.model.enums import InteractionKind, Source
from resolvers.model.filters import Filter, InteractionFilter
from resolvers.model.records import Interaction
from resolvers.timeline.plan import NO_RECORDS, ContactScope, Plan, PlanBuilder, excluded
from resolvers.vendors.polis.requests import Query

PUSHDOWN = ("contact", "campaignIds", "householdIds", "contactHouseholdIds")

MOST_QUERIES = 8
"""The vendor takes one value for each attribute: a list of values becomes that many lists at most, merged."""

_FIELDS = frozenset(
    {
        "sources",
        "occurred_at",
        "kinds",
        "contact",
        "campaign_ids",
        "household_ids",
        "contact_household_ids",
        "successful",
        "unavailable",
    }
)


def plan(filter_: Filter, of: ContactScope | None) -> Plan[Query]:
    """Interactions by a filter. Nothing narrows the vendor's list by time; it is sorted by it."""
    if not isinstance(filter_, InteractionFilter) or excluded(filter_, _FIELDS):
        return NO_RECORDS
    if filter_.sources is not None and Source.POLIS not in filter_.sources:
        return NO_RECORDS
    if filter_.kinds is not None and InteractionKind.CANVASS not in filter_.kinds:
        return NO_RECORDS
    contact_ids = _contact_ids(filter_, of)
    if contact_ids == ():
        return NO_RECORDS
    builder = PlanBuilder()
    contact_field = "contact" if filter_.contact is not None else of.field if of is not None else None
    queries = _push(builder, filter_, contact_ids, contact_field)
    if filter_.occurred_at is not None:
        builder.residual("occurredAt")
    if filter_.kinds is not None:
        builder.residual("kinds")
    for name in ("successful", "unavailable"):
        value = getattr(filter_, name)
        if value is not None:
            builder.residual(name, _canvass_is(name, value))
    return builder.plan(*queries, time_range=filter_.occurred_at)


def _contact_ids(filter_: InteractionFilter, of: ContactScope | None) -> tuple[str, ...] | None:
    """The contacts that both the filter and the place of the list allow; null where neither says anything."""
    allowed = None if of is None else of.keys(Source.POLIS)
    if filter_.contact is not None:
        named = frozenset({filter_.contact.source_id} if filter_.contact.source is Source.POLIS else ())
        allowed = named if allowed is None else allowed & named
    return None if allowed is None else tuple(sorted(allowed))


def _push(
    builder: PlanBuilder,
    filter_: InteractionFilter,
    contact_ids: tuple[str, ...] | None,
    contact_field: str | None,
) -> list[Query]:
    """One query for each combination of values; a list too long for that is held here instead."""
    wanted = (
        (contact_field, "/data/contactId", contact_ids),
        ("campaignIds", "/data/campaignId", filter_.campaign_ids),
        ("householdIds", "/data/householdId", filter_.household_ids),
        ("contactHouseholdIds", "/data/contactHouseholdId", filter_.contact_household_ids),
    )
    pushed: list[list[tuple[str, str]]] = []
    count = 1
    for name, pointer, values in sorted(wanted, key=lambda entry: len(entry[2] or ())):
        if values is None:
            continue
        distinct = list(dict.fromkeys(values))
        if count * len(distinct) <= MOST_QUERIES:
            count *= len(distinct)
            builder.push_down(name)
            pushed.append([(pointer, value) for value in distinct])
        else:
            builder.residual(name, _has(pointer, frozenset(distinct)))
    return [Query(tuple(sorted(pairs))) for pairs in product(*pushed)]


def _has(pointer: str, values: frozenset[str]) -> Callable[[Interaction], bool]:
    return lambda row: _value_at(row, pointer) in values


def _value_at(row: Interaction, pointer: str) -> str | None:
    if pointer == "/data/contactId":
        return row.contact.source_id if row.contact else None
    if pointer == "/data/campaignId":
        return row.attribution.campaign_id if row.attribution else None
    if row.canvass is None:
        return None
    return row.canvass.household_id if pointer == "/data/householdId" else row.canvass.contact_household_id


def _canvass_is(name: str, value: bool) -> Callable[[Interaction], bool]:
    return lambda row: row.canvass is not None and getattr(row.canvass, name) is value
