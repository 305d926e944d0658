"""Contacts walked page by page: each once, where it was seen last."""

import asyncio
from dataclasses import dataclass, field
from typing import Any, cast

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resolvers.model.connection import PageRequest
from resolvers.model.filters import ContactFilter, InstantRange
from resolvers.model.http import Fetch, VendorRequest, VendorResponse
from resolvers.timeline.order import SortKeyBound, source_id_key
from resolvers.timeline.scan import SortedScan
from resolvers.timeline.watermark import ResumeHint
from resolvers.vendors.lips.configuration import Configuration
from resolvers.vendors.lips.source import LipsSource
from tests.connections.vendors import Meter


def instant(minute: int) -> str:
    return f"2024-01-01T{minute // 60:02d}:{minute % 60:02d}:00.000Z"


@dataclass
class Row:
    number: int
    contact: int
    minute: int | None


@dataclass
class Lips:
    """LIPS in memory: rows newest first, narrowed by numbers and dates. Every third contact has no number."""

    rows: list[Row]
    numbers_found: bool = True

    def answer(self, request: VendorRequest) -> VendorResponse:
        asked = dict(request.query)
        rows = sorted(self.rows, key=lambda row: (-1 if row.minute is None else row.minute, row.number), reverse=True)
        if numbers := asked.get("event_params[phone_numbers]"):
            wanted = set(numbers.split(","))
            rows = [row for row in rows if self.numbers_found and row.contact % 3 and f"+{row.contact}" in wanted]
        if start := asked.get("start_date"):
            rows = [row for row in rows if row.minute is not None and instant(row.minute) >= start]
        size, page = int(asked["per_page"]), int(asked["page"])
        body = {
            "contact_interactions": [shown(row) for row in rows[(page - 1) * size : page * size]],
            "page": page,
            "per_page": size,
            "total_pages": -(-len(rows) // size),
        }
        return VendorResponse(200, {}, msgspec.json.encode(body))


def shown(row: Row) -> dict[str, object]:
    numbers = [{"phone_type": "work", "phone_number": f"+{row.contact}"}] if row.contact % 3 else None
    return {
        "id": row.number,
        "contact_id": row.contact,
        "occurred_at": None if row.minute is None else instant(row.minute),
        "contact": {"id": row.contact, "email": f"{row.contact % 5}@example.org", "phone_numbers": numbers},
    }


@dataclass
class LipsMeter(Meter):
    lips: Lips = field(default_factory=lambda: Lips([]))

    async def __call__(self, request: VendorRequest) -> VendorResponse:
        await super().__call__(request)
        return self.lips.answer(request)


def no_background() -> Fetch:
    return cast("Fetch", Meter())


def source() -> LipsSource:
    return LipsSource(Configuration(base_url="http://lips.example", advertiser_ids=("A",)), no_background)


def walk(lips: Lips, filter_: ContactFilter, first: int, between: Any = None, *, forgetful: bool = False) -> list[str]:
    lips_source = source()
    keys: list[str] = []
    after: str | None = None
    while True:
        request = PageRequest(filter=filter_, first=first, after=after)
        page = asyncio.run(lips_source.contacts(LipsMeter(lips=lips), request))
        keys += [contact.source_id for contact in page.nodes]
        if not page.page_info.has_next_page:
            return keys
        after = page.page_info.end_cursor
        assert after is not None
        assert len(after) <= 1024
        if between is not None:
            between()
        if forgetful:
            lips_source = source()


def last_seen(rows: list[Row]) -> list[tuple[str, str]]:
    """Time and key of each contact, the one seen last first; an empty time is none, and comes last."""
    newest: dict[str, str] = {}
    for row in rows:
        time = "" if row.minute is None else instant(row.minute)
        key = str(row.contact)
        newest[key] = max(newest.get(key, ""), time)
    return sorted(
        ((time, key) for key, time in newest.items()), key=lambda e: (e[0], source_id_key(e[1])), reverse=True
    )


rows = st.lists(st.tuples(st.integers(1, 40), st.one_of(st.none(), st.integers(0, 90))), max_size=150).map(
    lambda drawn: [Row(index + 1, contact, minute) for index, (contact, minute) in enumerate(drawn)]
)


@settings(max_examples=100, deadline=None)
@given(rows, st.integers(1, 12), st.booleans(), st.booleans())
def test_every_contact_is_told_once_where_it_was_seen_last(
    drawn: list[Row], first: int, numbers_found: bool, forgetful: bool
) -> None:
    keys = walk(Lips(drawn, numbers_found), ContactFilter(), first, forgetful=forgetful)
    assert keys == [key for _, key in last_seen(drawn)]


@settings(max_examples=100, deadline=None)
@given(
    rows,
    st.integers(1, 12),
    st.tuples(st.integers(0, 90), st.integers(0, 90)).map(sorted),
    st.booleans(),
    st.booleans(),
)
def test_a_range_holds_the_contacts_whose_last_sighting_lies_in_it(
    drawn: list[Row], first: int, minutes: list[int], by_email: bool, forgetful: bool
) -> None:
    time_range = InstantRange(instant(minutes[0]), instant(minutes[1]))
    emails = ("2@EXAMPLE.org",) if by_email else None
    keys = walk(Lips(drawn), ContactFilter(last_seen=time_range, emails=emails), first, forgetful=forgetful)
    expected = [
        key
        for time, key in last_seen(drawn)
        if (time_range.start or "") <= time <= (time_range.end or "") and (not by_email or int(key) % 5 == 2)
    ]
    assert keys == expected


@settings(max_examples=100, deadline=None)
@given(rows, st.integers(1, 6), st.lists(st.integers(1, 40), max_size=20), st.booleans())
def test_whoever_is_seen_anew_during_the_walk_is_neither_skipped_nor_repeated(
    drawn: list[Row], first: int, seen_anew: list[int], forgetful: bool
) -> None:
    lips = Lips(list(drawn))

    def somebody_calls() -> None:
        if seen_anew:
            lips.rows.append(Row(1000 + len(lips.rows), seen_anew.pop(), 100 + len(lips.rows)))

    keys = walk(lips, ContactFilter(), first, somebody_calls, forgetful=forgetful)
    assert len(keys) == len(set(keys))
    assert {str(row.contact) for row in drawn} <= set(keys)


def test_a_cursor_is_made_for_those_edges_that_are_asked_for_theirs(monkeypatch: pytest.MonkeyPatch) -> None:
    """To look for where it goes on costs a pass over all that was read."""
    made: list[object] = []
    hint = SortedScan.hint

    def counted(scan: SortedScan[Any], bound: SortKeyBound | None) -> ResumeHint:
        made.append(bound)
        return hint(scan, bound)

    monkeypatch.setattr(SortedScan, "hint", counted)
    lips = Lips([Row(number, number, number) for number in range(1, 60)])
    page = asyncio.run(source().contacts(LipsMeter(lips=lips), PageRequest(filter=ContactFilter(), first=25)))
    assert (len(page.nodes), page.page_info.has_next_page, made) == (25, True, [])
    assert page.edges[7].cursor == page.edges[7].cursor
    assert page.page_info.end_cursor == page.edges[-1].cursor
    assert len(made) == 4
