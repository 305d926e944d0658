"""Times of vendors become one text form, in which they compare, sort and travel as text."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolvers.model import timestamps

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NEW_YORK = ZoneInfo("America/New_York")

zones = st.sampled_from([dt.UTC, AMSTERDAM, NEW_YORK, dt.timezone(dt.timedelta(hours=5, minutes=45))])
moments = st.datetimes(dt.datetime(2, 1, 1), dt.datetime(9998, 12, 31), timezones=zones)  # noqa: DTZ001 - see timezones


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2021-09-06T16:16:08.000Z", "2021-09-06T16:16:08.000Z"),
        ("2021-09-06T16:16:08Z", "2021-09-06T16:16:08.000Z"),
        ("2021-09-06 16:16:08", "2021-09-06T16:16:08.000Z"),
        ("2021-09-06T16:16:08.1Z", "2021-09-06T16:16:08.100Z"),
        ("2021-09-06T16:16:08.9999999Z", "2021-09-06T16:16:08.999Z"),
        ("2021-09-06T16:16:08+02:00", "2021-09-06T14:16:08.000Z"),
        ("2021-09-06T16:16:08-0530", "2021-09-06T21:46:08.000Z"),
        ("2021-09-06T13", "2021-09-06T13:00:00.000Z"),
        ("2021-09-06", "2021-09-06T00:00:00.000Z"),
        (" 2021-09-06T16:16:08Z\n", "2021-09-06T16:16:08.000Z"),
        ("2024-02-29T00:00:00.000Z", "2024-02-29T00:00:00.000Z"),
        ("2021-12-31T00:00:00.000Z", "2021-12-31T00:00:00.000Z"),
    ],
)
def test_every_form_that_a_vendor_may_use_is_read(text: str, expected: str) -> None:
    assert timestamps.read(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "2023-02-29T00:00:00.000Z",
        "2021-04-31T00:00:00.000Z",
        "2021-13-01T00:00:00.000Z",
        "2021-09-06T24:00:00.000Z",
        "2021-09-06T16:60:00.000Z",
        "0000-01-01T00:00:00.000Z",
        "0000-00-00 00:00:00",
        "0001-01-01T00:00:00+05:00",
        "9999-12-31T23:59:59-05:00",
        None,
        1630944968,
        {"date": "2021-09-06"},
    ],
)
def test_what_is_no_time_is_null(text: object) -> None:
    assert timestamps.read(text) is None


def test_a_time_without_an_offset_is_read_on_the_clocks_of_the_zone() -> None:
    assert timestamps.read("2024-07-01 12:00:00", AMSTERDAM) == "2024-07-01T10:00:00.000Z"
    assert timestamps.read("2024-01-01T12:00:00", AMSTERDAM) == "2024-01-01T11:00:00.000Z"
    assert timestamps.read("2024-01-01", AMSTERDAM) == "2023-12-31T23:00:00.000Z"


@pytest.mark.parametrize("text", ["2024-07-01T12:00:00Z", "2024-07-01T12:00:00.000Z", "2024-07-01T14:00:00+02:00"])
def test_an_offset_of_its_own_goes_before_the_zone(text: str) -> None:
    assert timestamps.read(text, NEW_YORK) == "2024-07-01T12:00:00.000Z"


def test_a_text_in_the_contract_s_form_is_passed_through_as_it_is() -> None:
    text = "2021-09-06T16:16:08.000Z"
    assert timestamps.read(text) is text


@given(moments)
def test_what_is_written_is_read_back_to_the_millisecond(moment: dt.datetime) -> None:
    text = timestamps.canonical(moment)
    assert len(text) == 24
    assert timestamps.read(text) == text
    exact = moment.astimezone(dt.UTC)
    assert timestamps.parse(text) == exact - dt.timedelta(microseconds=moment.microsecond % 1000)


@given(moments)
def test_whatever_form_a_moment_is_written_in_is_the_same_instant(moment: dt.datetime) -> None:
    expected = timestamps.canonical(moment)
    for text in (moment.isoformat(), moment.isoformat(sep=" "), moment.isoformat().replace("+00:00", "Z")):
        assert timestamps.read(text) == expected


@given(moments, moments)
def test_instants_compare_as_text(one: dt.datetime, other: dt.datetime) -> None:
    left, right = timestamps.canonical(one), timestamps.canonical(other)
    assert (left < right) == (timestamps.parse(left) < timestamps.parse(right))


def test_an_instant_is_shifted_within_the_years_that_the_form_can_hold() -> None:
    assert timestamps.shifted("2024-02-28T23:00:00.000Z", hours=2) == "2024-02-29T01:00:00.000Z"
    assert timestamps.shifted(timestamps.EARLIEST, days=-1) == timestamps.EARLIEST
    assert timestamps.shifted(timestamps.LATEST, days=1) == timestamps.LATEST


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-07-01T12:00:00.999Z", "2024-07-01T14:00:00"),
        ("2024-10-27T00:59:59.000Z", "2024-10-27T01:59:59"),
        ("2024-10-27T01:00:00.000Z", "2024-10-27T02:00:00"),
        ("2024-03-31T00:59:59.000Z", "2024-03-31T01:59:59"),
        ("2024-03-31T01:00:00.000Z", "2024-03-31T03:00:00"),
        ("0999-01-01T12:00:00.000Z", "0999-01-01T12:19:32"),
    ],
)
def test_local_time_is_that_of_the_clocks_and_of_an_hour_shown_twice_the_lower_bound(text: str, expected: str) -> None:
    assert timestamps.local(text, AMSTERDAM) == expected


@given(st.integers(0, 3 * 86_400), st.integers(0, 3 * 86_400), st.sampled_from(["2024-10-26", "2024-03-30"]))
def test_no_later_instant_shows_an_earlier_local_time_than_the_one_given(one: int, other: int, day: str) -> None:
    start = timestamps.parse(f"{day}T00:00:00.000Z")
    earlier, later = (start + dt.timedelta(seconds=seconds) for seconds in sorted((one, other)))
    shown = later.astimezone(AMSTERDAM).strftime("%Y-%m-%dT%H:%M:%S")
    assert timestamps.local(timestamps.canonical(earlier), AMSTERDAM) <= shown


def test_local_times_before_the_first_year_stay_within_it() -> None:
    assert timestamps.local(timestamps.EARLIEST, NEW_YORK) == "0001-01-01T00:00:00"
    assert timestamps.local(timestamps.LATEST, AMSTERDAM) == "9999-12-31T23:59:59"
