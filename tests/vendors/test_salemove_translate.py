"""Every field of a filter is applied by SaleMove, or here, or means that SaleMove has no such record."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolvers.model.enums import EngagementKind, Source
from resolvers.model.filters import (
    ContactMomentFilter,
    EngagementFilter,
    InstantRange,
    InteractionFilter,
    TouchpointFilter,
)
from resolvers.model.ids import Kind, RecordRef
from resolvers.model.records import Contact, Engagement, EngagementFeatures
from resolvers.timeline.plan import ContactScope, Plan
from resolvers.vendors.salemove import translate
from resolvers.vendors.salemove.requests import Query

SCOPE = Query(("o1",), ("s1",))
SPAN = InstantRange("2024-01-01T00:00:00.000Z", "2024-01-31T12:00:00.000Z")


def ref(source: Source, source_id: str = "7") -> RecordRef:
    return RecordRef(Kind.CONTACT, source, source_id)


def visitor(source_id: str) -> Contact:
    return Contact(source=Source.SALEMOVE, source_id=source_id)


def plan(of: ContactScope | None = None, /, **fields: Any) -> Plan[Query]:
    return translate.plan(EngagementFilter(**fields), of, SCOPE, exact_dates=False)


PUSHED: dict[str, tuple[Any, str]] = {
    "occurred_at": (SPAN, "occurredAt"),
    "operator_ids": (("o2",), "operatorIds"),
    "site_ids": (("s2",), "siteIds"),
}
HELD: dict[str, tuple[Any, str]] = {
    "kinds": ((EngagementKind.OTHER,), "kinds"),
    "visitor": (ref(Source.SALEMOVE), "visitor"),
    "flagged": (False, "flagged"),
    "has_video": (True, "hasVideo"),
    "has_audio": (False, "hasAudio"),
    "has_cobrowsing": (True, "hasCobrowsing"),
}
EXCLUDING: dict[str, Any] = {"kinds": (), "operator_ids": (), "site_ids": (), "visitor": ref(Source.LIPS)}


def test_without_a_filter_everything_in_the_configured_scope_is_asked_for() -> None:
    assert plan() == Plan(queries=(SCOPE,))


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
    assert (made.queries, made.pushed_down, made.residual) == ((SCOPE,), (), (name,))
    assert made.scanning


@pytest.mark.parametrize(
    ("fields", "kept", "dropped"),
    [
        ({"kinds": (EngagementKind.OTHER,)}, {}, {"kind": EngagementKind.REACTIVE}),
        ({"visitor": ref(Source.SALEMOVE)}, {"visitor": visitor("7")}, {"visitor": visitor("8")}),
        ({"visitor": ref(Source.SALEMOVE)}, {"visitor": visitor("7")}, {}),
        ({"flagged": False}, {"flagged": False}, {"flagged": None}),
        ({"flagged": True}, {"flagged": True}, {"flagged": False}),
        (
            {"has_video": True},
            {"features": EngagementFeatures(video=True)},
            {"features": EngagementFeatures(cobrowsing=True, audio=True)},
        ),
        (
            {"has_audio": False},
            {"features": EngagementFeatures(audio=False)},
            {"features": EngagementFeatures(cobrowsing=False, video=False)},
        ),
        (
            {"has_cobrowsing": True},
            {"features": EngagementFeatures(cobrowsing=True)},
            {"features": EngagementFeatures(video=True, audio=True)},
        ),
    ],
)
def test_a_field_that_is_applied_here_keeps_what_it_says_and_drops_the_rest(
    fields: dict[str, Any], kept: dict[str, Any], dropped: dict[str, Any]
) -> None:
    predicate = plan(**fields).predicate
    assert predicate is not None
    assert predicate(Engagement(source=Source.SALEMOVE, source_id="1", **kept))
    assert not predicate(Engagement(source=Source.SALEMOVE, source_id="1", **dropped))


@pytest.mark.parametrize("field", EXCLUDING)
def test_no_values_and_a_visitor_of_another_source_leave_the_source_out(field: str) -> None:
    assert plan(**{field: EXCLUDING[field]}).queries == ()


def test_every_field_of_the_filter_is_one_of_these() -> None:
    assert set(EngagementFilter.__struct_fields__) == {*PUSHED, *HELD, *EXCLUDING}


@pytest.mark.parametrize("filter_", [InteractionFilter(), ContactMomentFilter(), TouchpointFilter()])
def test_filters_of_other_kinds_leave_the_source_out(filter_: Any) -> None:
    assert translate.plan(filter_, None, SCOPE, exact_dates=False).queries == ()


def test_a_scope_of_the_filter_takes_the_place_of_the_configured_one() -> None:
    assert plan(operator_ids=("o2", "o3")).queries == (Query(("o2", "o3"), ("s1",)),)
    assert plan(site_ids=("s2",)).queries == (Query(("o1",), ("s2",)),)


def test_the_end_of_a_range_is_sent_a_day_late_until_the_vendor_honours_its_time() -> None:
    made = plan(occurred_at=SPAN)
    assert made.queries == (Query(("o1",), ("s1",), SPAN.start, "2024-02-01T12:00:00.000Z"),)
    assert made.time_range == SPAN
    exact = translate.plan(EngagementFilter(occurred_at=SPAN), None, SCOPE, exact_dates=True)
    assert exact.queries == (Query(("o1",), ("s1",), SPAN.start, SPAN.end),)


def test_visitors_of_the_place_are_looked_for_in_the_list() -> None:
    made = plan(ContactScope((visitor("7"),), "contacts"))
    assert (made.queries, made.residual, made.scanning) == ((SCOPE,), ("contacts",), True)
    assert plan(ContactScope((Contact(source=Source.LIPS, source_id="7"),))).queries == ()


flags = st.sampled_from([None, True, False])
keys = st.sampled_from(["7", "8"])
rows = st.builds(
    Engagement,
    source=st.just(Source.SALEMOVE),
    source_id=st.just("1"),
    kind=st.sampled_from(EngagementKind),
    visitor=st.one_of(st.none(), keys.map(visitor)),
    flagged=flags,
    features=st.builds(EngagementFeatures, flags, flags, flags),
)
values: dict[str, st.SearchStrategy[Any]] = {
    "kinds": st.lists(st.sampled_from(EngagementKind), min_size=1).map(tuple),
    "visitor": keys.map(lambda key: ref(Source.SALEMOVE, key)),
    "flagged": flags,
    "has_video": flags,
    "has_audio": flags,
    "has_cobrowsing": flags,
}
# One or two fields at a time: with more of them hardly any record would be kept.
filters = (
    st.lists(st.sampled_from(sorted(values)), max_size=2, unique=True)
    .flatmap(lambda names: st.fixed_dictionaries({name: values[name] for name in names}))
    .map(lambda fields: EngagementFilter(**fields))
)


@given(filters, rows, st.sampled_from([None, None, "7", "8"]))
def test_what_is_applied_here_is_what_the_filter_says(
    filter_: EngagementFilter, row: Engagement, of: str | None
) -> None:
    made = translate.plan(filter_, None if of is None else ContactScope((visitor(of),)), SCOPE, exact_dates=False)
    who = row.visitor.source_id if row.visitor else None
    expected = (filter_.kinds is None or row.kind in filter_.kinds) and all(
        asked is None or asked == found
        for asked, found in (
            (filter_.visitor and filter_.visitor.source_id, who),
            (of, who),
            (filter_.flagged, row.flagged),
            (filter_.has_video, row.features.video),
            (filter_.has_audio, row.features.audio),
            (filter_.has_cobrowsing, row.features.cobrowsing),
        )
    )
    assert (made.predicate is None or made.predicate(row)) == expected
