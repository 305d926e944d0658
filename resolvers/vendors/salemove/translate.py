"""The contract's filters in SaleMove's terms (section GET /engagements, the table of filters)."""

from resolvers.model.enums import Source
from resolvers.model.filters import EngagementFilter, Filter
from resolvers.timeline import date_bounds
from resolvers.timeline.plan import NO_RECORDS, ContactScope, Plan, PlanBuilder, excluded
from resolvers.vendors.salemove.requests import Query

PUSHDOWN = ("occurredAt", "operatorIds", "siteIds")

_FIELDS = frozenset(EngagementFilter.__struct_fields__)


def plan(filter_: Filter, of: ContactScope | None, scope: Query, *, exact_dates: bool) -> Plan[Query]:
    """Engagements by a filter; `scope` holds the configured operators and sites."""
    if not isinstance(filter_, EngagementFilter) or excluded(filter_, _FIELDS):
        return NO_RECORDS
    if of is not None and not of.keys(Source.SALEMOVE):
        return NO_RECORDS
    if filter_.visitor is not None and filter_.visitor.source is not Source.SALEMOVE:
        return NO_RECORDS
    builder = PlanBuilder()
    if filter_.occurred_at is not None:
        builder.push_down("occurredAt")
    if filter_.operator_ids is not None:
        builder.push_down("operatorIds")
    if filter_.site_ids is not None:
        builder.push_down("siteIds")
    _hold(builder, filter_, of)
    start, end = date_bounds.bounds(filter_.occurred_at, exact=exact_dates)
    query = Query(filter_.operator_ids or scope.operator_ids, filter_.site_ids or scope.site_ids, start, end)
    return builder.plan(query, time_range=filter_.occurred_at)


def _hold(builder: PlanBuilder, filter_: EngagementFilter, of: ContactScope | None) -> None:
    if of is not None:
        visitors = of.keys(Source.SALEMOVE)
        builder.residual(of.field, lambda row: row.visitor is not None and row.visitor.source_id in visitors)
    if filter_.visitor is not None:
        visitor_id = filter_.visitor.source_id
        builder.residual("visitor", lambda row: row.visitor is not None and row.visitor.source_id == visitor_id)
    kinds = filter_.kinds
    if kinds is not None:
        builder.residual("kinds", lambda row: row.kind in kinds)
    if filter_.flagged is not None:
        builder.residual("flagged", lambda row: row.flagged is filter_.flagged)
    if filter_.has_video is not None:
        builder.residual("hasVideo", lambda row: row.features.video is filter_.has_video)
    if filter_.has_audio is not None:
        builder.residual("hasAudio", lambda row: row.features.audio is filter_.has_audio)
    if filter_.has_cobrowsing is not None:
        builder.residual("hasCobrowsing", lambda row: row.features.cobrowsing is filter_.has_cobrowsing)
