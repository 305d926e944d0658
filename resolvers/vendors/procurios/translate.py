"""The contract's filters in Procurios' terms (section Get contact moments, Parameters)."""

from zoneinfo import ZoneInfo

from resolvers.model import timestamps
from resolvers.model.enums import Source
from resolvers.model.filters import ContactMomentFilter, Filter
from resolvers.model.records import ContactMoment
from resolvers.timeline.plan import NO_RECORDS, ContactScope, Plan, PlanBuilder, excluded
from resolvers.vendors.procurios.requests import Query

PUSHDOWN = ("contacts", "changedSince")

_FIELDS = frozenset(ContactMomentFilter.__struct_fields__)


def plan(filter_: Filter, of: ContactScope | None, zone: ZoneInfo) -> Plan[Query]:
    """Contact moments by a filter.

    `since` is about creation and change: it answers `changedSince` and never `occurredAt`, which nothing narrows.
    """
    if not isinstance(filter_, ContactMomentFilter) or excluded(filter_, _FIELDS):
        return NO_RECORDS
    builder = PlanBuilder()
    named = _named(filter_)
    of_keys = None if of is None else of.keys(Source.PROCURIOS)
    if named == frozenset() or of_keys == frozenset():
        return NO_RECORDS
    if named is not None:
        builder.push_down("contacts")
    elif of is not None:
        builder.push_down(of.field)
    if named is not None and of_keys is not None:
        # One list of relations can be sent; the other is held to what comes.
        builder.residual(None, lambda row: takes_part(row, of_keys))
    if filter_.changed_since is not None:
        builder.push_down("changedSince")
    if filter_.occurred_at is not None:
        builder.residual("occurredAt")
    types, tags = filter_.types, filter_.tag_ids
    if types is not None:
        builder.residual("types", lambda row: row.type.id in types)
    if tags is not None:
        builder.residual("tagIds", lambda row: any(tag.id in tags for tag in row.tags))
    since = None if filter_.changed_since is None else timestamps.local(filter_.changed_since, zone)
    query = Query(tuple(sorted(named or of_keys or ())), since)
    return builder.plan(query, time_range=filter_.occurred_at)


def _named(filter_: ContactMomentFilter) -> frozenset[str] | None:
    """The relations that the filter names; null where it names none at all."""
    if filter_.contacts is None:
        return None
    return frozenset(ref.source_id for ref in filter_.contacts if ref.source is Source.PROCURIOS)


def takes_part(moment: ContactMoment, relation_ids: frozenset[str]) -> bool:
    """Whether one of the relations is the moment's sender or a recipient."""
    if moment.sender is not None and moment.sender.source_id in relation_ids:
        return True
    return any(recipient.source_id in relation_ids for recipient in moment.recipients)
