"""Every field of a filter is applied by Polis, or here, or means that Polis has no such record."""

from typing import Any

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
from resolvers.model.records import Attribution, Canvass, Contact, Interaction
from resolvers.timeline.plan import ContactScope, Plan
from resolvers.vendors.polis import translate
from resolvers.vendors.polis.requests import Query

SPAN = InstantRange("2024-01-01T00:00:00.000Z", None)


def ref(source: Source, source_id: str = "7") -> RecordRef:
    return RecordRef(Kind.CONTACT, source, source_id)


def whose(*ids: str, field: str | None = None) -> ContactScope:
    return ContactScope(tuple(Contact(source=Source.POLIS, source_id=key) for key in ids), field)


def plan(of: ContactScope | None = None, /, **fields: Any) -> Plan[Query]:
    return translate.plan(InteractionFilter(**fields), of)


def canvassed(**fields: Any) -> Interaction:
    return Interaction(source=Source.POLIS, source_id="1", canvass=Canvass(**fields))


PUSHED: dict[str, tuple[Any, str, str]] = {
    "contact": (ref(Source.POLIS), "contact", "/data/contactId"),
    "campaign_ids": (("7",), "campaignIds", "/data/campaignId"),
    "household_ids": (("7",), "householdIds", "/data/householdId"),
    "contact_household_ids": (("7",), "contactHouseholdIds", "/data/contactHouseholdId"),
}
HELD: dict[str, tuple[Any, str]] = {
    "occurred_at": (SPAN, "occurredAt"),
    "kinds": ((InteractionKind.CANVASS,), "kinds"),
    "successful": (False, "successful"),
    "unavailable": (True, "unavailable"),
}
EXCLUDING: dict[str, Any] = {
    "sources": (Source.LIPS,),
    "kinds": (InteractionKind.CALL, InteractionKind.OTHER),
    "contact": ref(Source.LIPS),
    "phone_numbers": ("+1",),
    "campaign_names": ("x",),
    "channels": ("x",),
    "read": False,
    "important": False,
    "advertiser_ids": ("x",),
    "master_campaign_ids": ("x",),
    "campaign_ids": (),
    "household_ids": (),
    "contact_household_ids": (),
}


def test_without_a_filter_everything_is_asked_for() -> None:
    assert plan() == Plan(queries=(Query(),))


@pytest.mark.parametrize("field", PUSHED)
def test_these_fields_are_the_vendor_s_to_apply(field: str) -> None:
    value, name, pointer = PUSHED[field]
    made = plan(**{field: value})
    assert made == Plan(queries=(Query(((pointer, "7"),)),), pushed_down=(name,))
    assert name in translate.PUSHDOWN


@pytest.mark.parametrize("field", HELD)
def test_these_fields_are_applied_here(field: str) -> None:
    value, name = HELD[field]
    made = plan(**{field: value})
    assert (made.queries, made.pushed_down, made.residual) == ((Query(),), (), (name,))


@pytest.mark.parametrize("name", ["successful", "unavailable"])
@pytest.mark.parametrize("value", [True, False])
def test_what_happened_at_the_door_is_known_and_is_as_asked_for(name: str, value: bool) -> None:
    predicate = plan(**{name: value}).predicate
    assert predicate is not None
    found = {flag: predicate(canvassed(**{name: flag})) for flag in (True, False, None)}
    assert found == {value: True, not value: False, None: False}


def test_a_list_of_values_that_is_held_here_keeps_its_values_only() -> None:
    many = tuple(map(str, range(translate.MOST_QUERIES + 1)))
    for name, field in (("household_ids", "household_id"), ("contact_household_ids", "contact_household_id")):
        predicate = plan(**{name: many}).predicate
        assert predicate is not None
        assert [predicate(canvassed(**{field: key})) for key in ("0", "8", "9", None)] == [True, True, False, False]


def test_a_range_of_times_is_held_to_the_list_and_no_reason_to_scan() -> None:
    made = plan(occurred_at=SPAN, kinds=tuple(InteractionKind))
    assert (made.time_range, made.scanning) == (SPAN, False)


@pytest.mark.parametrize("field", EXCLUDING)
def test_these_fields_leave_the_source_out(field: str) -> None:
    assert plan(**{field: EXCLUDING[field]}).queries == ()


def test_every_field_of_the_filter_is_one_of_these() -> None:
    assert set(InteractionFilter.__struct_fields__) == {*PUSHED, *HELD, *EXCLUDING}


@pytest.mark.parametrize("filter_", [EngagementFilter(), ContactMomentFilter(), TouchpointFilter()])
def test_filters_of_other_kinds_leave_the_source_out(filter_: Any) -> None:
    assert translate.plan(filter_, None).queries == ()


def test_several_values_become_one_list_each() -> None:
    made = plan(campaign_ids=("1", "2", "1"), household_ids=("h",))
    assert set(made.queries) == {
        Query((("/data/campaignId", "1"), ("/data/householdId", "h"))),
        Query((("/data/campaignId", "2"), ("/data/householdId", "h"))),
    }
    assert set(made.pushed_down) == {"campaignIds", "householdIds"}
    assert made.residual == ()


def test_more_lists_than_allowed_are_not_made_and_the_longest_list_of_values_is_held_here() -> None:
    many = tuple(map(str, range(translate.MOST_QUERIES + 1)))
    made = plan(campaign_ids=many, household_ids=("h", "i"))
    assert len(made.queries) == 2
    assert (made.pushed_down, made.residual) == (("householdIds",), ("campaignIds",))
    assert len(plan(campaign_ids=many[:-1]).queries) == translate.MOST_QUERIES


def test_the_contacts_of_the_place_are_asked_for_by_id() -> None:
    made = plan(whose("8", "7"))
    assert made.queries == (Query((("/data/contactId", "7"),)), Query((("/data/contactId", "8"),)))
    assert (made.pushed_down, made.residual) == ((), ())
    assert plan(whose("7", field="contacts")).pushed_down == ("contacts",)


def test_contacts_that_the_place_and_the_filter_do_not_share_leave_the_source_out() -> None:
    assert plan(whose("8"), contact=ref(Source.POLIS, "7")).queries == ()
    assert plan(whose()).queries == ()
    both = plan(whose("7", "8"), contact=ref(Source.POLIS, "7"))
    assert both.queries == (Query((("/data/contactId", "7"),)),)


keys = st.sampled_from([str(n) for n in range(12)])
flags = st.sampled_from([None, True, False])
some = st.lists(keys, min_size=1, max_size=12).map(tuple)
canvasses = st.builds(
    Canvass,
    successful=flags,
    unavailable=flags,
    household_id=st.one_of(st.none(), keys),
    contact_household_id=st.one_of(st.none(), keys),
)
rows = st.builds(
    Interaction,
    source=st.just(Source.POLIS),
    source_id=st.just("1"),
    kind=st.just(InteractionKind.CANVASS),
    contact=st.one_of(st.none(), keys.map(lambda key: Contact(source=Source.POLIS, source_id=key))),
    attribution=st.builds(Attribution, campaign_id=st.one_of(st.none(), keys)),
    canvass=canvasses,
)
values: dict[str, st.SearchStrategy[Any]] = {
    "contact": keys.map(lambda key: ref(Source.POLIS, key)),
    "campaign_ids": some,
    "household_ids": some,
    "contact_household_ids": some,
    "successful": flags,
    "unavailable": flags,
}
# Few fields at a time: with more of them hardly any record would be kept.
filters = (
    st.lists(st.sampled_from(sorted(values)), max_size=3, unique=True)
    .flatmap(lambda names: st.fixed_dictionaries({name: values[name] for name in names}))
    .map(lambda fields: InteractionFilter(**fields))
)


def values_of(row: Interaction) -> dict[str, str | None]:
    assert row.canvass is not None
    assert row.attribution is not None
    return {
        "/data/contactId": row.contact.source_id if row.contact else None,
        "/data/campaignId": row.attribution.campaign_id,
        "/data/householdId": row.canvass.household_id,
        "/data/contactHouseholdId": row.canvass.contact_household_id,
    }


@given(filters, rows, st.one_of(st.none(), st.lists(keys, max_size=12)))
def test_what_the_vendor_gives_and_what_is_applied_here_is_what_the_filter_says(
    filter_: InteractionFilter, row: Interaction, of: list[str] | None
) -> None:
    made = translate.plan(filter_, None if of is None else whose(*of))
    its = values_of(row)
    given_by_vendor = any(all(its[name] == value for name, value in query.filters) for query in made.queries)
    kept = given_by_vendor and (made.predicate is None or made.predicate(row))
    wanted = (
        (of, "/data/contactId"),
        (filter_.campaign_ids, "/data/campaignId"),
        (filter_.household_ids, "/data/householdId"),
        (filter_.contact_household_ids, "/data/contactHouseholdId"),
        ([filter_.contact.source_id] if filter_.contact else None, "/data/contactId"),
    )
    assert row.canvass is not None
    expected = all(allowed is None or its[name] in allowed for allowed, name in wanted) and all(
        asked is None or found == asked
        for asked, found in (
            (filter_.successful, row.canvass.successful),
            (filter_.unavailable, row.canvass.unavailable),
        )
    )
    assert kept == expected
    assert len(made.queries) <= translate.MOST_QUERIES
    assert len(set(made.queries)) == len(made.queries)
