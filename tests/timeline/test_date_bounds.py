"""Bounds of dates lose no record, whether a vendor reads them as instants or as days."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolvers.model import timestamps
from resolvers.model.enums import Source
from resolvers.model.filters import InstantRange
from resolvers.model.records import Interaction
from resolvers.timeline import date_bounds

START = "2024-01-01T00:00:00.000Z"
END = "2024-01-31T12:00:00.000Z"

texts = st.integers(0, 4 * 86_400_000).map(lambda ms: timestamps.shifted("2024-02-27T00:00:00.000Z", milliseconds=ms))


def row(time: str | None) -> Interaction:
    return Interaction(source=Source.LIPS, source_id="1", occurred_at=time)


@pytest.mark.parametrize(
    ("time_range", "exact", "expected"),
    [
        (None, False, (None, None)),
        (InstantRange(), True, (None, None)),
        (InstantRange(START, None), False, (START, None)),
        (InstantRange(None, END), False, (None, "2024-02-01T12:00:00.000Z")),
        (InstantRange(START, END), True, (START, END)),
        (InstantRange(None, "2024-01-31T12:00:00.001Z"), True, (None, "2024-01-31T12:00:01.000Z")),
        (InstantRange(None, timestamps.LATEST), False, (None, timestamps.LATEST)),
    ],
)
def test_an_end_is_sent_a_day_late_or_in_whole_seconds_never_too_early(
    time_range: InstantRange | None, exact: bool, expected: tuple[str | None, str | None]
) -> None:
    assert date_bounds.bounds(time_range, exact=exact) == expected


@given(texts, texts, texts, st.sampled_from(["instants", "seconds", "days from midnight", "whole days"]))
def test_no_record_of_the_range_lies_outside_the_bounds_however_a_vendor_reads_them(
    one: str, other: str, time: str, reading: str
) -> None:
    time_range = InstantRange(min(one, other), max(one, other))
    start, end = date_bounds.bounds(time_range, exact=reading in {"instants", "seconds"})
    assert start is not None
    assert end is not None
    cut = {"instants": 24, "seconds": 19, "days from midnight": 10, "whole days": 10}[reading]
    if time_range.start is not None and time_range.end is not None and time_range.start <= time <= time_range.end:
        assert start[:cut] <= time
        if reading == "days from midnight":
            assert time <= f"{end[:10]}T00:00:00.000Z"
        else:
            assert time[:cut] <= end[:cut]


@pytest.mark.parametrize(
    ("time", "proof"),
    [
        ("2024-01-31T00:00:00.001Z", True),
        ("2024-01-31T12:00:00.000Z", True),
        ("2024-01-31T00:00:00.000Z", False),
        ("2024-01-31T12:00:00.001Z", False),
        ("2024-01-30T23:59:59.999Z", False),
        (None, False),
    ],
)
def test_only_a_record_of_the_last_day_proves_that_its_end_is_honoured(time: str | None, proof: bool) -> None:
    assert date_bounds.honoured(END, [None, row(time)]) is proof


def test_without_an_end_nothing_is_proved() -> None:
    assert date_bounds.honoured(None, [row(END)]) is False
