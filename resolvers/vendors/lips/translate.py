"""The contract's filters in LIPS' terms (section Parameters)."""

from collections.abc import Sequence

from resolvers.model.enums import InteractionKind, Source
from resolvers.model.filters import ContactFilter, Filter, InstantRange, InteractionFilter
from resolvers.model.records import Contact, Interaction
from resolvers.timeline import date_bounds
from resolvers.timeline.plan import NO_RECORDS, BatchGroup, ContactScope, Plan, PlanBuilder, excluded
from resolvers.vendors.lips.requests import MOST_CONTACTS, MOST_NUMBERS, Query

PUSHDOWN = ("occurredAt", "phoneNumbers", "advertiserIds", "masterCampaignIds")

_KINDS = frozenset({InteractionKind.CALL, InteractionKind.CHAT, InteractionKind.FORM, InteractionKind.OTHER})
_FIELDS = frozenset(
    {
        "sources",
        "occurred_at",
        "kinds",
        "contact",
        "phone_numbers",
        "campaign_names",
        "channels",
        "read",
        "important",
        "advertiser_ids",
        "master_campaign_ids",
    }
)


def plan(filter_: Filter, of: ContactScope | None, scope: Query, *, exact_dates: bool) -> Plan[Query]:
    """Interactions by a filter; `scope` holds the configured advertisers and campaigns.

    A contact's interactions are asked for by its numbers where they are known: there is no parameter for its id.
    """
    if not isinstance(filter_, InteractionFilter) or excluded(filter_, _FIELDS) or not _has_any(filter_, of):
        return NO_RECORDS
    builder = PlanBuilder()
    time_range = filter_.occurred_at
    if time_range is not None:
        builder.push_down("occurredAt")
    if filter_.phone_numbers is not None:
        builder.push_down("phoneNumbers")
    if filter_.advertiser_ids is not None:
        builder.push_down("advertiserIds")
    if filter_.master_campaign_ids is not None:
        builder.push_down("masterCampaignIds")
    _hold(builder, filter_)
    lists = [filter_.phone_numbers or ()]
    if of is not None:
        ids = of.keys(Source.LIPS)
        builder.residual(of.field, lambda row: row.contact is not None and row.contact.source_id in ids)
        lists = [filter_.phone_numbers] if filter_.phone_numbers else _numbers(of)
    queries = (_query(filter_, scope, numbers, time_range, exact_dates=exact_dates) for numbers in lists)
    return builder.plan(*queries, time_range=time_range)


def batch_groups(filter_: Filter, contacts: Sequence[Contact]) -> list[BatchGroup]:
    """Contacts whose interactions one list can hold: by a number of each.

    One without a number takes the list of everything, which then serves the others as well.
    """
    if isinstance(filter_, InteractionFilter) and filter_.phone_numbers is not None:
        return [BatchGroup(tuple(contacts), narrowed=False)]
    numbered = [contact for contact in contacts if contact.phone_numbers]
    if len(numbered) < len(contacts):
        return [
            BatchGroup(tuple(contacts), narrowed=False, separable=frozenset(contact.source_id for contact in numbered))
        ]
    return [BatchGroup(tuple(group), narrowed=True) for group in by_numbers(numbered)]


def by_numbers(contacts: Sequence[Contact]) -> list[list[Contact]]:
    """Contacts parted into those whose numbers one request can name; whoever has more than that stands alone."""
    groups: list[list[Contact]] = []
    named = 0
    for contact in contacts:
        count = len(numbers_of(contact))
        if not groups or len(groups[-1]) == MOST_CONTACTS or named + count > MOST_NUMBERS:
            groups.append([])
            named = 0
        groups[-1].append(contact)
        named += count
    return groups


def numbers_of(*contacts: Contact) -> tuple[str, ...]:
    """All numbers of contacts, each once, in one order: by which one the vendor finds somebody is not documented."""
    return tuple(sorted({phone.number for contact in contacts for phone in contact.phone_numbers}))


def cannot_be_empty(filter_: Filter, contact: Contact) -> bool:
    """Whether the list of a contact's number has to hold something: a contact is known from its interactions alone.

    How the vendor compares numbers is not documented.
    """
    if not isinstance(filter_, InteractionFilter) or contact.bare or not contact.phone_numbers:
        return False
    narrowing = (filter_.occurred_at, filter_.phone_numbers, filter_.advertiser_ids, filter_.master_campaign_ids)
    return all(value is None for value in narrowing)


def plan_contacts(filter_: ContactFilter, scope: Query) -> Plan[Query]:
    """Interactions in which the contacts of a filter were seen.

    When somebody was seen last is known from the list's order: no date is sent, for what lies outside a range of dates
    may be the very interaction that keeps a contact out of it.
    """
    if excluded(filter_, frozenset(ContactFilter.__struct_fields__)):
        return NO_RECORDS
    builder = PlanBuilder()
    for name, values in (
        ("phoneNumbers", filter_.phone_numbers),
        ("advertiserIds", filter_.advertiser_ids),
        ("masterCampaignIds", filter_.master_campaign_ids),
    ):
        if values is not None:
            builder.push_down(name)
    emails = filter_.emails
    if emails is not None:
        wanted = frozenset(email.casefold() for email in emails)
        builder.residual("emails", lambda contact: (contact.email or "").casefold() in wanted)
    if filter_.last_seen is not None:
        builder.residual("lastSeen")
    query = Query(
        advertiser_ids=filter_.advertiser_ids or scope.advertiser_ids,
        campaign_ids=filter_.master_campaign_ids or scope.campaign_ids,
        phone_numbers=filter_.phone_numbers or (),
    )
    return builder.plan(query, time_range=filter_.last_seen)


def _has_any(filter_: InteractionFilter, of: ContactScope | None) -> bool:
    if filter_.sources is not None and Source.LIPS not in filter_.sources:
        return False
    if filter_.kinds is not None and not _KINDS.intersection(filter_.kinds):
        return False
    if of is not None and not of.keys(Source.LIPS):
        return False
    return filter_.contact is None or filter_.contact.source is Source.LIPS


def _hold(builder: PlanBuilder, filter_: InteractionFilter) -> None:
    kinds, names, channels = filter_.kinds, filter_.campaign_names, filter_.channels
    if kinds is not None:
        builder.residual("kinds", None if _KINDS.issubset(kinds) else lambda row: row.kind in kinds)
    if filter_.contact is not None:
        contact_id = filter_.contact.source_id
        builder.residual("contact", lambda row: row.contact is not None and row.contact.source_id == contact_id)
    if names is not None:
        builder.residual("campaignNames", lambda row: _attributed(row, "campaign_name") in names)
    if channels is not None:
        builder.residual("channels", lambda row: _attributed(row, "channel") in channels)
    if filter_.read is not None:
        builder.residual("read", lambda row: row.read is filter_.read)
    if filter_.important is not None:
        builder.residual("important", lambda row: row.important is filter_.important)


def _attributed(row: Interaction, name: str) -> object:
    return getattr(row.attribution, name) if row.attribution is not None else None


def _numbers(of: ContactScope) -> list[tuple[str, ...]]:
    """The contacts' numbers, in as many lists as their number takes.

    One list of everything where one of the contacts has none, for then it must not be narrowed.
    """
    ours = [contact for contact in of.contacts if contact.source is Source.LIPS]
    numbers = numbers_of(*ours) if all(contact.phone_numbers for contact in ours) else ()
    return [numbers[start : start + MOST_NUMBERS] for start in range(0, len(numbers) or 1, MOST_NUMBERS)]


def _query(
    filter_: InteractionFilter,
    scope: Query,
    numbers: tuple[str, ...],
    time_range: InstantRange | None,
    *,
    exact_dates: bool,
) -> Query:
    start, end = date_bounds.bounds(time_range, exact=exact_dates)
    return Query(
        advertiser_ids=filter_.advertiser_ids or scope.advertiser_ids,
        campaign_ids=filter_.master_campaign_ids or scope.campaign_ids,
        phone_numbers=numbers,
        start_date=start,
        end_date=end,
    )
