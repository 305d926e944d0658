"""A plan says who applies what of a filter, and drops nothing."""

from collections.abc import Callable

import pytest

from resolvers.model.enums import Source
from resolvers.model.filters import InstantRange, InteractionFilter
from resolvers.model.records import Contact, Interaction, PhoneNumber
from resolvers.timeline.plan import NO_RECORDS, ContactScope, PlanBuilder, excluded, matches

SPAN = InstantRange("2024-01-01T00:00:00.000Z", "2024-01-02T00:00:00.000Z")


def row(time: str | None = "2024-01-01T12:00:00.000Z", *, read: bool = True, important: bool = True) -> Interaction:
    return Interaction(source=Source.LIPS, source_id="1", occurred_at=time, read=read, important=important)


def test_who_applies_a_field_is_told_by_its_name_and_what_has_none_is_no_field() -> None:
    builder = PlanBuilder()
    builder.push_down("campaignIds")
    builder.push_down(None)
    builder.residual("occurredAt")
    builder.residual(None, lambda _: True)
    plan = builder.plan("query")
    assert (plan.queries, plan.pushed_down, plan.residual) == (("query",), ("campaignIds",), ("occurredAt",))


def test_every_test_must_hold_and_the_range_too() -> None:
    builder = PlanBuilder()
    builder.residual("read", lambda record: record.read)
    builder.residual("important", lambda record: record.important)
    plan = builder.plan("query", time_range=SPAN)
    assert plan.scanning
    assert plan.matches(row())
    assert not plan.matches(row(read=False))
    assert not plan.matches(row(important=False))
    assert not plan.matches(row("2024-01-03T00:00:00.000Z"))


def test_a_plan_keeps_the_tests_that_it_was_made_with() -> None:
    builder = PlanBuilder()
    builder.residual("read", lambda record: record.read)
    plan = builder.plan("query")
    builder.residual("never", lambda _: False)
    assert plan.matches(row())


def test_a_range_alone_makes_no_scan_and_is_held_to_every_record() -> None:
    plan = PlanBuilder().plan("query", time_range=SPAN)
    assert not plan.scanning
    assert plan.matches(row())
    assert not plan.matches(row(None))


def test_no_records_are_sought_by_no_query() -> None:
    assert NO_RECORDS.queries == ()
    assert not NO_RECORDS.scanning


@pytest.mark.parametrize(
    ("time", "predicate", "time_range", "expected"),
    [
        (None, None, None, True),
        (None, None, InstantRange(), False),
        ("2024-01-01T00:00:00.000Z", None, SPAN, True),
        ("2024-01-02T00:00:00.000Z", None, SPAN, True),
        ("2024-01-02T00:00:00.001Z", None, SPAN, False),
        ("2024-01-01T00:00:00.000Z", lambda _: False, SPAN, False),
    ],
)
def test_a_record_matches_within_the_range_if_the_predicate_holds(
    time: str | None,
    predicate: Callable[[Interaction], bool] | None,
    time_range: InstantRange | None,
    expected: bool,
) -> None:
    assert matches(row(time), predicate, time_range) is expected


@pytest.mark.parametrize(
    ("filter_", "expected"),
    [
        (InteractionFilter(), False),
        (InteractionFilter(read=False), False),
        (InteractionFilter(channels=("a",)), False),
        (InteractionFilter(channels=()), True),
        (InteractionFilter(successful=True), True),
        (InteractionFilter(read=True, successful=False), True),
    ],
)
def test_a_field_that_is_not_allowed_or_any_of_no_values_excludes_a_source(
    filter_: InteractionFilter, expected: bool
) -> None:
    assert excluded(filter_, frozenset({"read", "channels"})) is expected


def test_a_scope_knows_the_keys_of_its_contacts_in_one_source() -> None:
    contacts = tuple(
        Contact(source=source, source_id=key)
        for source, key in ((Source.LIPS, "1"), (Source.POLIS, "2"), (Source.LIPS, "3"))
    )
    scope = ContactScope(contacts, "contacts")
    assert scope.keys(Source.LIPS) == {"1", "3"}
    assert scope.keys(Source.CALIQ) == frozenset()


def test_a_scope_of_one_contact_is_that_contact_and_of_none_is_none() -> None:
    contact = Contact(source=Source.LIPS, source_id="1")
    assert ContactScope.only(contact) == ContactScope((contact,))
    assert ContactScope.only(None) is None


def with_numbers(*numbers: str) -> ContactScope:
    return ContactScope((Contact(source=Source.LIPS, source_id="1", phone_numbers=tuple(map(PhoneNumber, numbers))),))


def test_a_scope_is_remembered_by_its_numbers_in_any_order_and_shows_none_of_them() -> None:
    scope = with_numbers("+31612345678", "0201234567")
    assert scope.memo == with_numbers("0201234567", "+31612345678").memo
    assert scope.memo != with_numbers("+31612345678").memo
    assert not any(number in str(scope.memo) for number in ("31612345678", "0201234567"))
    assert with_numbers().memo == ()


def test_a_scope_whose_numbers_are_others_than_a_cursor_remembers_is_read_without_any() -> None:
    scope = with_numbers("+31612345678")
    assert scope.as_remembered(scope.memo) is scope
    assert scope.as_remembered(()) is scope
    assert scope.as_remembered(with_numbers("0201234567").memo) == with_numbers()
    assert with_numbers().as_remembered(scope.memo) == with_numbers()
