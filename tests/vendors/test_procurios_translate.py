"""Every field of a filter is applied by Procurios, or here, or means that Procurios has no such record."""

from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolvers.model.enums import Source
from resolvers.model.filters import (
    ContactMomentFilter,
    EngagementFilter,
    InstantRange,
    InteractionFilter,
    TouchpointFilter,
)
from resolvers.model.ids import Kind, RecordRef
from resolvers.model.records import Contact, ContactMoment, ContactMomentType, Tag
from resolvers.timeline.plan import ContactScope, Plan
from resolvers.vendors.procurios import translate
from resolvers.vendors.procurios.requests import Query

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
SPAN = InstantRange(None, "2024-01-01T00:00:00.000Z")


def ref(source: Source, source_id: str) -> RecordRef:
    return RecordRef(Kind.CONTACT, source, source_id)


def relation(source_id: str) -> Contact:
    return Contact(source=Source.PROCURIOS, source_id=source_id)


def plan(of: ContactScope | None = None, /, **fields: Any) -> Plan[Query]:
    return translate.plan(ContactMomentFilter(**fields), of, AMSTERDAM)


def test_without_a_filter_everything_is_asked_for() -> None:
    assert plan() == Plan(queries=(Query(),))


def test_relations_and_changes_are_the_vendor_s_to_apply() -> None:
    made = plan(contacts=(ref(Source.PROCURIOS, "9"), ref(Source.PROCURIOS, "10"), ref(Source.LIPS, "1")))
    assert made == Plan(queries=(Query(("10", "9")),), pushed_down=("contacts",))
    changed = plan(changed_since="2020-01-01T00:00:00.000Z")
    assert changed == Plan(queries=(Query((), "2020-01-01T01:00:00"),), pushed_down=("changedSince",))
    assert {"contacts", "changedSince"} == set(translate.PUSHDOWN)


@pytest.mark.parametrize(
    ("instant", "since"),
    [
        ("2024-07-01T12:00:00.999Z", "2024-07-01T14:00:00"),
        ("2024-03-31T01:00:00.000Z", "2024-03-31T03:00:00"),
        ("2024-10-27T00:30:00.000Z", "2024-10-27T01:30:00"),
        ("2024-10-27T01:30:00.000Z", "2024-10-27T02:30:00"),
    ],
)
def test_since_is_local_time_cut_to_the_second_and_never_too_late(instant: str, since: str) -> None:
    assert plan(changed_since=instant).queries == (Query((), since),)


@pytest.mark.parametrize(
    ("fields", "name", "scanning"),
    [
        ({"occurred_at": SPAN}, "occurredAt", False),
        ({"types": ("ContactMomentPhone",)}, "types", True),
        ({"tag_ids": ("3",)}, "tagIds", True),
    ],
)
def test_times_types_and_tags_are_applied_here(fields: dict[str, Any], name: str, scanning: bool) -> None:
    made = plan(**fields)
    assert (made.queries, made.pushed_down, made.residual) == ((Query(),), (), (name,))
    assert made.scanning is scanning


def test_since_never_answers_for_the_time_of_occurrence() -> None:
    assert plan(occurred_at=InstantRange("2024-01-01T00:00:00.000Z", None)).queries == (Query(),)


@pytest.mark.parametrize(
    "fields", [{"contacts": ()}, {"types": ()}, {"tag_ids": ()}, {"contacts": (ref(Source.LIPS, "7"),)}]
)
def test_no_values_and_no_relation_of_ours_leave_the_source_out(fields: dict[str, Any]) -> None:
    assert plan(**fields).queries == ()


@pytest.mark.parametrize("filter_", [EngagementFilter(), InteractionFilter(), TouchpointFilter()])
def test_filters_of_other_kinds_leave_the_source_out(filter_: Any) -> None:
    assert translate.plan(filter_, None, AMSTERDAM).queries == ()


def test_many_contacts_moments_are_one_list() -> None:
    made = plan(ContactScope((relation("9"), relation("10"))))
    assert made == Plan(queries=(Query(("10", "9")),))
    assert plan(ContactScope((relation("9"),), "contacts")).pushed_down == ("contacts",)


def test_contacts_of_other_sources_only_leave_the_source_out() -> None:
    assert plan(ContactScope((Contact(source=Source.LIPS, source_id="9"),))).queries == ()


keys = st.sampled_from(["1", "2", "3", "4"])
relations = keys.map(relation)
some = st.one_of(st.none(), st.lists(keys, min_size=1, max_size=2).map(tuple))
moments = st.builds(
    ContactMoment,
    source=st.just(Source.PROCURIOS),
    source_id=st.just("1"),
    type=keys.map(ContactMomentType),
    sender=st.one_of(st.none(), relations),
    recipients=st.lists(relations, max_size=2).map(tuple),
    tags=st.lists(keys.map(lambda key: Tag(key, "")), max_size=2).map(tuple),
)
filters = st.builds(
    ContactMomentFilter,
    contacts=st.one_of(
        st.none(), st.lists(keys.map(lambda key: ref(Source.PROCURIOS, key)), min_size=1, max_size=3).map(tuple)
    ),
    types=some,
    tag_ids=some,
)


@given(filters, moments, st.one_of(st.none(), st.lists(relations, max_size=2)))
def test_what_the_vendor_gives_and_what_is_applied_here_is_what_the_filter_says(
    filter_: ContactMomentFilter, moment: ContactMoment, of: list[Contact] | None
) -> None:
    made = translate.plan(filter_, None if of is None else ContactScope(tuple(of)), AMSTERDAM)
    people = {contact.source_id for contact in (*moment.recipients, *filter(None, [moment.sender]))}
    given_by_vendor = any(not query.relation_ids or people.intersection(query.relation_ids) for query in made.queries)
    kept = given_by_vendor and (made.predicate is None or made.predicate(moment))
    assert kept == (
        (filter_.contacts is None or any(contact.source_id in people for contact in filter_.contacts))
        and (of is None or any(contact.source_id in people for contact in of))
        and (filter_.types is None or moment.type.id in filter_.types)
        and (filter_.tag_ids is None or any(tag.id in filter_.tag_ids for tag in moment.tags))
    )
