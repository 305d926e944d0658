"""Both ends of a range belong to it, and what has no time lies in none."""

import pytest

from resolvers.model.filters import InstantRange

EARLY, START, MIDDLE, END, LATE = (f"2024-01-0{day}T00:00:00.000Z" for day in range(1, 6))


@pytest.mark.parametrize(
    ("time_range", "within"),
    [
        (InstantRange(), [EARLY, START, MIDDLE, END, LATE]),
        (InstantRange(START, END), [START, MIDDLE, END]),
        (InstantRange(START), [START, MIDDLE, END, LATE]),
        (InstantRange(None, END), [EARLY, START, MIDDLE, END]),
        (InstantRange(MIDDLE, MIDDLE), [MIDDLE]),
        (InstantRange(END, START), []),
    ],
)
def test_a_range_holds_the_times_from_its_start_to_its_end(time_range: InstantRange, within: list[str]) -> None:
    assert [time for time in (EARLY, START, MIDDLE, END, LATE) if time_range.contains(time)] == within
    assert not time_range.contains(None)
