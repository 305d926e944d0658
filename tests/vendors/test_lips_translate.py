"""Every field of a filter is applied by LIPS, or here, or means that LIPS has no such record."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolvers.model.enums import InteractionKind, Source
from resolvers.model.filters import (
    ContactMomentFilter,
    EngagementFilter,
    InstantRange,
    InteractionFilter,
    TouchpointFilter,
)
from resolvers.model.ids import Kind, RecordRef
from resolvers.model.records import Attribution, Contact, Interaction, PhoneNumber
from resolvers.timeline.plan import ContactScope, Plan
from resolvers.vendors.lips import translate
from resolvers.vendors.lips.requests import MOST_CONTACTS, MOST_NUMBERS, Query

SCOPE = Query(("USA_1",), ("C1",))
SPAN = InstantRange("2024-01-01T00:00:00.000Z", "2024-01-31T12:00:00.000Z")


def contact(source: Source, source_id: str, *numbers: str) -> Contact:
    return Contact(source=source, source_id=source_id, phone_numbers=tuple(PhoneNumber(n) for n in numbers))


def plan(of: ContactScope | None = None, /, **fields: Any) -> Plan[Query]:
    return translate.plan(InteractionFilter(**fields), of, SCOPE, exact_dates=False)


def ref(source: Source, source_id: str = "7") -> RecordRef:
    return RecordRef(Kind.CONTACT, source, source_id)


def test_without_a_filter_everything_in_the_configured_scope_is_asked_for() -> None:
    assert plan() == Plan(queries=(SCOPE,))


PUSHED: dict[str, tuple[Any, str]] = {
    "phone_numbers": (("+31",), "phoneNumbers"),
    "advertiser_ids": (("USA_2",), "advertiserIds"),
    "master_campaign_ids": (("C2",), "masterCampaignIds"),
    "occurred_at": (SPAN, "occurredAt"),
}
HELD: dict[str, tuple[Any, str]] = {
    "kinds": ((InteractionKind.CALL,), "kinds"),
    "contact": (ref(Source.LIPS), "contact"),
    "campaign_names": (("LSS",), "campaignNames"),
    "channels": (("search",), "channels"),
    "read": (False, "read"),
    "important": (True, "important"),
}
EXCLUDING: dict[str, Any] = {
    "campaign_ids": ("1",),
    "household_ids": ("1",),
    "contact_household_ids": ("1",),
    "successful": False,
    "unavailable": False,
    "contact": ref(Source.POLIS),
    "kinds": (InteractionKind.CANVASS, InteractionKind.EMAIL),
    "sources": (Source.POLIS,),
}


@pytest.mark.parametrize("field", PUSHED)
def test_these_fields_are_the_vendor_s_to_apply(field: str) -> None:
    value, name = PUSHED[field]
    made = plan(**{field: value})
    assert (made.pushed_down, made.residual, made.scanning) == ((name,), (), False)
    assert name in translate.PUSHDOWN


@pytest.mark.parametrize("field", HELD)
def test_these_fields_are_applied_here(field: str) -> None:
    value, name = HELD[field]
    made = plan(**{field: value})
    assert (made.pushed_down, made.residual, made.scanning) == ((), (name,), True)
    assert made.queries == (SCOPE,)


@pytest.mark.parametrize("field", EXCLUDING)
def test_these_fields_leave_the_source_out(field: str) -> None:
    assert plan(**{field: EXCLUDING[field]}).queries == ()


def test_every_field_of_the_filter_is_one_of_these() -> None:
    assert set(InteractionFilter.__struct_fields__) == {*PUSHED, *HELD, *EXCLUDING}


@pytest.mark.parametrize(
    ("fields", "kept", "dropped"),
    [
        ({"kinds": (InteractionKind.CALL,)}, {"kind": InteractionKind.CALL}, {"kind": InteractionKind.CHAT}),
        ({"contact": ref(Source.LIPS, "7")}, {"contact": contact(Source.LIPS, "7")}, {}),
        (
            {"contact": ref(Source.LIPS, "7")},
            {"contact": contact(Source.LIPS, "7")},
            {"contact": contact(Source.LIPS, "8")},
        ),
        (
            {"campaign_names": ("a", "b")},
            {"attribution": Attribution(campaign_name="b")},
            {"attribution": Attribution(campaign_name="c", channel="b")},
        ),
        ({"channels": ("a",)}, {"attribution": Attribution(channel="a")}, {"attribution": None}),
        ({"read": False}, {"read": False}, {"read": None}),
        ({"read": True}, {"read": True}, {"read": False}),
        ({"important": True}, {"important": True, "read": False}, {"important": False, "read": True}),
        ({"important": False}, {"important": False}, {"important": None}),
    ],
)
def test_a_field_that_is_applied_here_keeps_what_it_says_and_drops_the_rest(
    fields: dict[str, Any], kept: dict[str, Any], dropped: dict[str, Any]
) -> None:
    predicate = plan(**fields).predicate
    assert predicate is not None
    assert predicate(Interaction(source=Source.LIPS, source_id="1", **kept))
    assert not predicate(Interaction(source=Source.LIPS, source_id="1", **dropped))


LISTS = sorted(
    {"sources", "kinds", "phone_numbers", "campaign_ids", "campaign_names", "channels"}
    | {"advertiser_ids", "master_campaign_ids", "household_ids", "contact_household_ids"}
)


@pytest.mark.parametrize("field", LISTS)
def test_a_list_of_no_values_matches_nothing(field: str) -> None:
    fields: dict[str, Any] = {field: ()}
    assert plan(**fields).queries == ()


@pytest.mark.parametrize("filter_", [EngagementFilter(), ContactMomentFilter(), TouchpointFilter()])
def test_filters_of_other_kinds_leave_the_source_out(filter_: Any) -> None:
    assert translate.plan(filter_, None, SCOPE, exact_dates=False).queries == ()


def test_being_named_among_the_sources_is_no_narrowing() -> None:
    assert plan(sources=(Source.POLIS, Source.LIPS)) == Plan(queries=(SCOPE,))


def test_all_kinds_that_the_vendor_has_need_no_test() -> None:
    made = plan(kinds=tuple(InteractionKind))
    assert (made.residual, made.scanning) == (("kinds",), False)


def test_a_scope_of_the_filter_takes_the_place_of_the_configured_one() -> None:
    made = plan(advertiser_ids=("USA_2", "USA_3"), master_campaign_ids=("C2",), phone_numbers=("+1", "+2"))
    assert made.queries == (Query(("USA_2", "USA_3"), ("C2",), ("+1", "+2")),)


def test_the_end_of_a_range_is_sent_a_day_late_until_the_vendor_honours_its_time() -> None:
    (wide,) = plan(occurred_at=SPAN).queries
    assert (wide.start_date, wide.end_date) == ("2024-01-01T00:00:00.000Z", "2024-02-01T12:00:00.000Z")
    (exact,) = translate.plan(InteractionFilter(occurred_at=SPAN), None, SCOPE, exact_dates=True).queries
    assert (exact.start_date, exact.end_date) == (SPAN.start, SPAN.end)
    assert plan(occurred_at=SPAN).time_range == SPAN


def test_a_contact_s_interactions_are_asked_for_by_all_their_numbers_and_held_to_the_contact() -> None:
    made = plan(ContactScope((contact(Source.LIPS, "7", "+2", "+3"), contact(Source.LIPS, "8", "+1"))))
    assert made.queries == (msgspec.structs.replace(SCOPE, phone_numbers=("+1", "+2", "+3")),)
    assert (made.pushed_down, made.residual, made.scanning) == ((), (), True)


def test_one_contact_without_a_number_keeps_the_list_from_being_narrowed() -> None:
    of = ContactScope((contact(Source.LIPS, "7", "+2"), contact(Source.LIPS, "8")), "contacts")
    made = plan(of)
    assert made.queries == (SCOPE,)
    assert made.residual == ("contacts",)


def test_contacts_of_other_sources_only_leave_the_source_out() -> None:
    assert plan(ContactScope((contact(Source.POLIS, "7", "+2"),))).queries == ()


def test_the_numbers_of_the_filter_go_before_those_of_the_contacts() -> None:
    made = plan(ContactScope((contact(Source.LIPS, "7", "+2"),)), phone_numbers=("+9",))
    assert made.queries == (msgspec.structs.replace(SCOPE, phone_numbers=("+9",)),)


flags = st.sampled_from([None, True, False])
words = st.sampled_from([None, "a", "b", ""])
some = st.lists(st.sampled_from(["a", "b"]), min_size=1, max_size=2).map(tuple)
kinds = st.sampled_from([InteractionKind.CALL, InteractionKind.CHAT, InteractionKind.FORM, InteractionKind.OTHER])
rows = st.builds(
    Interaction,
    source=st.just(Source.LIPS),
    source_id=st.just("1"),
    kind=kinds,
    contact=st.one_of(st.none(), st.sampled_from(["7", "8"]).map(lambda key: contact(Source.LIPS, key))),
    read=flags,
    important=flags,
    attribution=st.one_of(st.none(), st.builds(Attribution, campaign_name=words, channel=words)),
)
values: dict[str, st.SearchStrategy[Any]] = {
    "kinds": st.lists(st.sampled_from(InteractionKind), min_size=1, max_size=4).map(tuple),
    "contact": st.just(ref(Source.LIPS, "7")),
    "campaign_names": some,
    "channels": some,
    "read": flags,
    "important": flags,
}
# One or two fields at a time: with more of them hardly any record would be kept.
filters = (
    st.lists(st.sampled_from(sorted(values)), max_size=2, unique=True)
    .flatmap(lambda names: st.fixed_dictionaries({name: values[name] for name in names}))
    .map(lambda fields: InteractionFilter(**fields))
)


@given(filters, rows, st.sampled_from([None, None, "7", "8"]))
def test_what_is_applied_here_is_what_the_filter_says(
    filter_: InteractionFilter, row: Interaction, of: str | None
) -> None:
    whose = None if of is None else ContactScope((contact(Source.LIPS, of),))
    made = translate.plan(filter_, whose, SCOPE, exact_dates=False)
    who = row.contact.source_id if row.contact else None
    attribution = row.attribution or Attribution()
    expected = (
        (filter_.kinds is None or row.kind in filter_.kinds)
        and (filter_.contact is None or who == filter_.contact.source_id)
        and (of is None or who == of)
        and (filter_.campaign_names is None or attribution.campaign_name in filter_.campaign_names)
        and (filter_.channels is None or attribution.channel in filter_.channels)
        and (filter_.read is None or row.read == filter_.read)
        and (filter_.important is None or row.important == filter_.important)
    )
    kept = bool(made.queries) and (made.predicate is None or made.predicate(row))
    assert kept == expected


def test_contacts_are_read_together_so_many_at_a_time() -> None:
    known = [contact(Source.LIPS, str(key), f"+{key}") for key in range(MOST_CONTACTS + 1)]
    groups = translate.batch_groups(InteractionFilter(), known)
    assert [(len(group.contacts), group.narrowed, group.separable) for group in groups] == [
        (MOST_CONTACTS, True, frozenset()),
        (1, True, frozenset()),
    ]


def test_a_request_names_only_so_many_numbers_unless_they_are_all_of_one_contact() -> None:
    def with_numbers(key: int, count: int) -> Contact:
        return contact(Source.LIPS, str(key), *(f"+{key}{number:04}" for number in range(count)))

    known = [with_numbers(1, 100), with_numbers(2, 50), with_numbers(3, 1), with_numbers(4, MOST_NUMBERS + 1)]
    groups = translate.batch_groups(InteractionFilter(), known)
    assert [[one.source_id for one in group.contacts] for group in groups] == [["1", "2"], ["3"], ["4"]]
    queries = plan(ContactScope((known[3],))).queries
    assert [len(query.phone_numbers) for query in queries] == [MOST_NUMBERS, 1]


def test_a_contact_without_a_number_takes_the_others_into_the_list_of_everything() -> None:
    (group,) = translate.batch_groups(
        InteractionFilter(),
        [contact(Source.LIPS, "1", "+1"), contact(Source.LIPS, "2"), contact(Source.LIPS, "3", "+3")],
    )
    assert (group.narrowed, group.separable) == (False, frozenset({"1", "3"}))
    assert plan(ContactScope(group.contacts)).queries[0].phone_numbers == ()


def test_numbers_of_the_filter_make_one_list_that_is_the_same_for_all() -> None:
    named = InteractionFilter(phone_numbers=("+9",))
    (group,) = translate.batch_groups(named, [contact(Source.LIPS, str(key), f"+{key}") for key in range(3)])
    assert (len(group.contacts), group.narrowed) == (3, False)


def test_a_list_by_number_must_hold_something_unless_it_is_narrowed_by_more_than_that() -> None:
    ann = contact(Source.LIPS, "1", "+1")
    assert translate.cannot_be_empty(InteractionFilter(), ann)
    assert translate.cannot_be_empty(InteractionFilter(read=True), ann)
    for other in (
        InteractionFilter(occurred_at=SPAN),
        InteractionFilter(phone_numbers=("+1",)),
        InteractionFilter(advertiser_ids=("USA_2",)),
        InteractionFilter(master_campaign_ids=("C2",)),
    ):
        assert not translate.cannot_be_empty(other, ann)
    assert not translate.cannot_be_empty(InteractionFilter(), contact(Source.LIPS, "1"))
    assert not translate.cannot_be_empty(InteractionFilter(), msgspec.structs.replace(ann, bare=True))
