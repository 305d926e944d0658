"""Where a list that is read for many contacts breaks halfway: nobody gets a wrong page, nor a silently short one."""

import itertools
from collections.abc import Iterator

import pytest

from tests.graph.client import Walk
from tests.graph.comparing import all_facts, expected
from tests.graph.nesting import (
    LIPS_PAGE,
    NUMBERS,
    full_pages,
    lips_contacts,
    listed,
    relations,
    under,
    visitors,
    with_parameter,
)
from tests.graph.worlds import World, world


@pytest.fixture
def fresh() -> Iterator[World]:
    """A small world of one test, for circuits remember."""
    with world(contacts=120, relations=30, contact_moments=150, canvasses=5, engagements=230, visitors=10) as running:
        yield running


def failing_from(made: World, monkeypatch: pytest.MonkeyPatch, source: str, number: int) -> None:
    """From its `number`th request on, a source answers 503."""
    counter = itertools.count(1)

    def outcome(_path: str, *, write: bool) -> str:
        return "error" if not write and next(counter) >= number else "answer"

    monkeypatch.setattr(made.sandbox.faults[source], "outcome", outcome)


@pytest.mark.parametrize("descending", [True, False])
@pytest.mark.parametrize("failing", [1, 2, 3])
@pytest.mark.parametrize(("source", "connection"), [("PROCURIOS", "contactMoments"), ("SALEMOVE", "touchpoints")])
def test_where_a_joint_list_breaks_nobody_gets_a_wrong_page(
    fresh: World, monkeypatch: pytest.MonkeyPatch, source: str, connection: str, failing: int, descending: bool
) -> None:
    """A page is the right one, or its source is told to have failed and it can be asked for again."""
    known = relations(fresh.sandbox) if source == "PROCURIOS" else visitors(fresh.sandbox)
    contacts = [(source, one) for one in known]
    walk = Walk(connection=connection, first=8, descending=descending)
    facts = all_facts(fresh.sandbox)
    wanted = {of: expected(facts, Walk(connection=connection, descending=descending, of=of)) for of in contacts}
    with monkeypatch.context() as patch:
        failing_from(fresh, patch, source, failing)
        found = under(fresh.graph, walk, contacts)
    failed = 0
    for of, page in zip(contacts, found, strict=True):
        report = page.report(source)
        if report["status"] == "OK":
            assert page.keys == wanted[of][:8]
        else:
            failed += 1
            assert (report["status"], report["error"]["code"]) == ("FAILED", "SOURCE_UNAVAILABLE")
            assert (page.keys, page.more, page.end, page.total) == ([], True, None, None)
    assert failed
    again = under(fresh.graph, walk, contacts)
    assert [page.keys for page in again] == [wanted[of][:8] for of in contacts]


def test_where_one_of_two_joint_lists_breaks_its_contacts_alone_fail(
    fresh: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """LIPS: those with a number have theirs, those without one share the whole list, which fails on its way."""
    known = lips_contacts(fresh.sandbox)
    numbered = [key for key, numbers in known.items() if numbers][:20]
    bare = [key for key, numbers in known.items() if not numbers]
    contacts = [("LIPS", one) for one in [*numbered, *bare]]
    walk = Walk(connection="interactions", first=100)
    facts = all_facts(fresh.sandbox)
    scanned = full_pages(len(listed(fresh.sandbox)), LIPS_PAGE)

    def outcome(_path: str, *, write: bool) -> str:  # noqa: ARG001 as the sandbox calls it
        last = fresh.asked("LIPS")[-1]
        whole = sum(NUMBERS not in dict(request.query) for request in fresh.asked("LIPS"))
        # The scan that finds the contacts, then the first page of the list of those without a number.
        return "error" if NUMBERS not in dict(last.query) and whole > scanned + 1 else "answer"

    monkeypatch.setattr(fresh.sandbox.faults["LIPS"], "outcome", outcome)
    found = dict(zip(contacts, under(fresh.graph, walk, contacts), strict=True))
    monkeypatch.undo()
    assert len(with_parameter(fresh, "LIPS", NUMBERS)) > 0
    for of, page in found.items():
        wanted = expected(facts, Walk(connection="interactions", of=of))
        if of[1] in numbered:
            assert (page.report("LIPS")["status"], page.keys) == ("OK", wanted[:100])
        else:
            assert (page.report("LIPS")["status"], page.keys, page.more) == ("FAILED", [], True)
