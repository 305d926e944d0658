"""The contract's filters in the diary's terms: it has none, so all of them are applied here."""

from resolvers.vendors.diary.requests import Query

from resolvers.model.enums import InteractionKind, Source
from resolvers.model.filters import Filter, InteractionFilter
from resolvers.timeline.plan import NO_RECORDS, ContactScope, Plan, PlanBuilder, excluded

_FIELDS = frozenset({"sources", "occurred_at", "kinds", "contact"})


def plan(filter_: Filter, of: ContactScope | None) -> Plan[Query]:
    """Visits by a filter."""
    if not isinstance(filter_, InteractionFilter) or excluded(filter_, _FIELDS):
        return NO_RECORDS
    if filter_.sources is not None and Source.DIARY not in filter_.sources:
        return NO_RECORDS
    if filter_.kinds is not None and InteractionKind.VISIT not in filter_.kinds:
        return NO_RECORDS
    builder = PlanBuilder()
    if of is not None:
        ids = of.keys(Source.DIARY)
        if not ids:
            return NO_RECORDS
        builder.residual(of.field, lambda row: row.contact is not None and row.contact.source_id in ids)
    if filter_.contact is not None:
        wanted = (filter_.contact.source, filter_.contact.source_id)
        builder.residual("contact", lambda row: row.contact and (row.source, row.contact.source_id) == wanted)
    if filter_.occurred_at is not None:
        builder.residual("occurredAt")
    if filter_.kinds is not None:
        builder.residual("kinds")
    return builder.plan(Query(), time_range=filter_.occurred_at)
