"""What the scalars accept and how they are written."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolvers.model.errors import BadInput
from resolvers.model.timestamps import canonical
from resolvers.queries import sources
from schema.scalars import SCALARS, URL, read_date_time, write_date_time
from tests.schema.conftest import Answer, Execute

OFFSETS = st.integers(-23 * 60 - 59, 23 * 60 + 59).map(lambda m: dt.timezone(dt.timedelta(minutes=m)))
MOMENTS = st.datetimes(
    dt.datetime(2, 1, 1),  # noqa: DTZ001  # the strategy adds the zone
    dt.datetime(9998, 12, 31),  # noqa: DTZ001  # the strategy adds the zone
    timezones=OFFSETS,
)


@given(MOMENTS)
def test_a_date_time_is_read_as_python_reads_it(moment: dt.datetime) -> None:
    """The standard library is the judge, for every offset and to the microsecond."""
    text = moment.isoformat()
    read = read_date_time(text)
    assert read == dt.datetime.fromisoformat(text)
    assert read.tzinfo is dt.UTC


@given(MOMENTS)
def test_what_is_written_is_read_as_the_same_millisecond(moment: dt.datetime) -> None:
    """A caller can hand back what the graph gave."""
    text = canonical(moment)
    assert canonical(read_date_time(text)) == text


@given(MOMENTS, st.text("0123456789", min_size=1, max_size=40))
def test_a_fraction_of_any_length_keeps_its_millisecond(moment: dt.datetime, digits: str) -> None:
    """Cutting to the millisecond gives the first three digits, whatever follows."""
    text = f"{moment.astimezone(dt.UTC).replace(tzinfo=None, microsecond=0).isoformat()}.{digits}Z"
    assert canonical(read_date_time(text)).endswith(f".{digits[:3].ljust(3, '0')}Z")


@pytest.mark.parametrize(
    ("text", "microsecond"),
    [
        ("2026-03-01T00:00:00.0000001Z", 1),
        ("2026-03-01T00:00:00.0000000Z", 0),
        ("2026-03-01T00:00:00.1239999999Z", 123999),
        ("2026-03-01T00:00:00.999000000001Z", 999001),
    ],
)
def test_digits_too_fine_to_hold_still_count_as_later_than_their_millisecond(text: str, microsecond: int) -> None:
    """Else a range from there would let in a record of just before."""
    assert read_date_time(text).microsecond == microsecond


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-01t09:30:00z",
        "2026-03-01T09:30:00Z",
        "2026-03-01T10:30:00+01:00",
        "2026-03-01T09:30:00-00:00",
    ],
)
def test_letters_may_be_small_and_offsets_of_any_size(text: str) -> None:
    """RFC 3339, section 5.6: T and Z may be lower case."""
    assert read_date_time(text) == dt.datetime(2026, 3, 1, 9, 30, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("2026-03-01T09:30:00", "offset"),
        ("2026-03-01", "not a date and time"),
        ("2026-03-01 09:30:00Z", "not a date and time"),
        ("20260301T093000Z", "not a date and time"),
        ("2026-W09-1T09:30:00Z", "not a date and time"),
        ("2026-03-01T09:30Z", "not a date and time"),
        ("2026-03-01T09:30:00,5Z", "not a date and time"),
        ("2026-03-01T09:30:00.Z", "not a date and time"),
        ("2026-03-01T09:30:00+0100", "not a date and time"),
        ("2026-03-01T09:30:00+24:00", "not a date and time"),
        ("٢٠٢٦-03-01T09:30:00Z", "not a date and time"),
        (" 2026-03-01T09:30:00Z", "not a date and time"),
        ("2026-03-01T09:30:00Z\n", "not a date and time"),
        ("", "not a date and time"),
        ("2026-02-29T09:30:00Z", "no such moment"),
        ("2026-13-01T09:30:00Z", "no such moment"),
        ("2026-03-01T24:00:00Z", "no such moment"),
        ("2026-03-01T09:30:60Z", "no such moment"),
        ("0000-03-01T09:30:00Z", "no such moment"),
        ("0001-01-01T00:00:00+01:00", "no such moment"),
        ("9999-12-31T23:59:59-01:00", "no such moment"),
        (1772357400, "is a string"),
        (1772357400.5, "is a string"),
        (True, "is a string"),
        ({}, "is a string"),
    ],
)
def test_what_is_no_moment_is_refused_and_the_problem_named(value: object, problem: str) -> None:
    """Nothing is guessed: no missing offset, no other format, no number."""
    with pytest.raises(BadInput, match=problem):
        read_date_time(value)


def test_a_date_time_in_the_contracts_form_is_written_untouched() -> None:
    """Records hold that form already."""
    text = "2026-03-01T09:30:00.000Z"
    assert write_date_time(text) is text


def test_a_moment_is_written_in_utc_with_milliseconds() -> None:
    """The contract's form, whatever zone it is in."""
    moment = dt.datetime(2026, 3, 1, 10, 30, 0, 1999, tzinfo=dt.timezone(dt.timedelta(hours=1)))
    assert write_date_time(moment) == "2026-03-01T09:30:00.001Z"


def test_anything_else_is_not_written_as_a_date_time() -> None:
    """A number in a record is a mistake of ours."""
    with pytest.raises(TypeError, match="int"):
        write_date_time(5)


@pytest.mark.parametrize(("way", "refusal"), [("serialize", TypeError), ("parse_value", BadInput)])
def test_a_url_is_text(way: str, refusal: type[Exception]) -> None:
    """It passes untouched; something else is our error where we write it, the caller's where we read it."""
    scalar = SCALARS[URL]
    assert getattr(scalar, way)("https://example.org") == "https://example.org"
    with pytest.raises(refusal):
        getattr(scalar, way)(5)


@pytest.mark.parametrize(
    ("document", "variables"),
    [
        ('{ interactions(filter: {occurredAt: {from: "yesterday"}}) { totalCount } }', {}),
        ("{ interactions(filter: {occurredAt: {from: 1772357400}}) { totalCount } }", {}),
        (
            "query ($at: DateTime) { interactions(filter: {occurredAt: {from: $at}}) { totalCount } }",
            {"at": "2026-03-01T09:30:00"},
        ),
        (
            "query ($where: InteractionFilter) { interactions(filter: $where) { totalCount } }",
            {"where": {"occurredAt": {"from": "2026-03-01T09:30:00"}}},
        ),
    ],
)
async def test_a_bad_date_time_is_the_callers_error(
    execute: Execute, document: str, variables: dict[str, object]
) -> None:
    """As a literal, as a variable and inside one."""
    result = await execute(document, **variables)
    assert result.errors
    [error] = result.errors
    assert (error.extensions or {})["code"] == "BAD_USER_INPUT"
    assert "DateTime" in error.message or "RFC 3339" in error.message


async def test_scalars_name_the_standard_they_follow(execute: Execute, answer: Answer) -> None:
    """Introspection shows it."""
    answer(sources, "sources", ())
    result = await execute('{ sources { source } __type(name: "JSON") { specifiedByURL } }')
    assert result.errors is None
    assert result.data == {
        "sources": [],
        "__type": {"specifiedByURL": "https://www.rfc-editor.org/rfc/rfc8259"},
    }
