"""With a small scan budget, pages are cut short and go on where they stopped; lookups say that they gave up."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.graph.client import Key, Walk, key, page, pages
from tests.graph.comparing import all_facts, expected
from tests.graph.worlds import World, world


@pytest.fixture(scope="module")
def made() -> Iterator[World]:
    """Three requests a page and source, where the lists have ten pages."""
    with world({"TOUCHPOINT_SCAN_BUDGET": "3"}, contacts=200, canvasses=1500, engagements=700) as running:
        yield running


@pytest.mark.parametrize("descending", [True, False])
@pytest.mark.parametrize(
    ("connection", "filter_"),
    [
        ("interactions", {"important": True, "read": False, "channels": ["social"]}),
        ("interactions", {"successful": True, "unavailable": True}),
        ("engagements", {"flagged": True, "hasVideo": True, "hasAudio": True}),
    ],
)
def test_a_truncated_walk_tells_everything_in_order(
    made: World, connection: str, filter_: dict[str, Any], descending: bool
) -> None:
    """Page after page, some of them empty; each says that it is TRUNCATED, and keeps to the budget."""
    walk = Walk(connection=connection, filter=filter_, descending=descending, first=50)
    told: list[Key] = []
    after, truncated = None, 0
    for _ in range(100):
        found = page(made.graph, walk, after)
        told += found.keys
        assert all(report["requests"] <= 3 for report in found.raw["sources"])
        statuses = [report["status"] for report in found.raw["sources"]]
        if "TRUNCATED" in statuses:
            truncated += 1
            assert found.more
            assert found.end is not None
        if not found.more:
            break
        assert found.end != after
        after = found.end
    assert told == expected(all_facts(made.sandbox), walk)
    assert truncated > 0


@pytest.mark.parametrize(("field", "source"), [("interaction", "LIPS"), ("contact", "LIPS")])
def test_a_lookup_that_read_all_it_may_says_so(made: World, field: str, source: str) -> None:
    """Null would say that the thing does not exist."""
    document = f"query($by: RecordKey!) {{ found: {field}(by: $by) {{ id }} }}"
    answer = made.graph.query(document, {"by": key(source, "1")})
    (error,) = answer["errors"]
    assert answer["data"] == {"found": None}
    assert error["extensions"]["code"] == "SCAN_BUDGET_EXHAUSTED"


@pytest.mark.parametrize("budget", ["1", "3"])
def test_a_crowd_at_one_time_holds_nobody_up(budget: str) -> None:
    """More records share an instant than a small page reads; however few requests a page may cost, it gets past."""
    with world({"TOUCHPOINT_SCAN_BUDGET": budget}) as cramped:
        facts = all_facts(cramped.sandbox)
        for walk in (
            Walk(connection="interactions", first=10),
            Walk(connection="engagements", first=10),
            Walk(connection="engagements", first=10, descending=False),
        ):
            told = [key for found in pages(cramped.graph, walk) for key in found.keys]
            assert told == expected(facts, walk)
