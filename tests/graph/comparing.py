"""A walk of the graph held against what brute force finds in the vendors' stores."""

from collections.abc import Sequence
from dataclasses import replace

from app.sandbox.server import Sandbox
from tests.graph.client import Key, Page, Walk, pages
from tests.graph.filtering import contacts_seen, matching, told
from tests.graph.oracle import READERS, Fact, ordered
from tests.graph.worlds import World

LONGEST_CURSOR = 1024
MOST_PAGES = 7


def all_facts(sandbox: Sandbox) -> list[Fact]:
    """Everything that the vendors hold now."""
    return [fact for read in READERS.values() for fact in read(sandbox)]


def expected(facts: Sequence[Fact], walk: Walk) -> list[Key]:
    """What a walk must tell, in its order."""
    if walk.connection == "contacts":
        found = contacts_seen(facts, walk.filter)
    else:
        found = matching(walk.connection, facts, walk.filter)
    if walk.of is not None:
        source, source_id = walk.of
        found = [fact for fact in found if fact.source == source and source_id in fact.contacts]
    return [fact.key for fact in ordered(found, descending=walk.descending)]


def assert_walks(made: World, facts: Sequence[Fact], walk: Walk) -> None:
    """Every page is right, and all of them together are what brute force finds. Long walks take larger steps."""
    wanted = expected(facts, walk)
    walk = replace(walk, first=min(100, max(walk.first, len(wanted) // MOST_PAGES)))
    found: list[Key] = []
    for number, page in enumerate(pages(made.graph, walk)):
        assert_page(walk, page)
        assert page.raw["pageInfo"]["hasPreviousPage"] is (number > 0)
        assert page.total in (None, len(wanted)), walk
        found += page.keys
    assert found == wanted, walk


def assert_page(walk: Walk, page: Page) -> None:
    """Its size, its cursors and its reports."""
    cursors = [edge["cursor"] for edge in page.raw["edges"]]
    assert len(cursors) <= walk.first
    assert len(set(cursors)) == len(cursors)
    assert max(map(len, cursors), default=0) <= LONGEST_CURSOR
    if cursors:
        assert page.raw["pageInfo"]["startCursor"] == cursors[0]
        assert page.raw["pageInfo"]["endCursor"] == cursors[-1]
    for report in page.raw["sources"]:
        assert report["error"] is None, (walk, report)
        assert report["returned"] == sum(source == report["source"] for source, _ in page.keys)
        if walk.connection == "contacts":
            assert {*report["pushedDown"], *report["residual"]} == set(walk.filter)
            continue
        names = [*report["pushedDown"], *report["residual"]]
        fields = told(walk.connection, report["source"], walk.filter)
        if report["status"] == "SKIPPED":
            assert (names, report["requests"], report["returned"]) == ([], 0, 0)
        else:
            assert report["status"] == "OK", (walk, report)
            assert sorted(names) == sorted(fields or ()), (walk, report)
        assert fields is not None or report["status"] == "SKIPPED", (walk, report)
