"""A key names one record of the type and the source that are meant, or says what is wrong with it and where."""

import pytest

from resolvers.model import keys
from resolvers.model.enums import Source
from resolvers.model.ids import Kind, RecordRef, encode_id
from resolvers.model.keys import RecordKey
from resolvers.model.sizes import MOST_CHARACTERS
from resolvers.model.user_errors import INVALID, REQUIRED, TOO_LONG, WRONG_SOURCE, WRONG_TYPE, UserError

SOURCES = (Source.LIPS, Source.POLIS)
HALF = "\ud800"


def resolved(key: RecordKey) -> RecordRef | tuple[UserError, ...]:
    return keys.resolve(key, Kind.INTERACTION, SOURCES)


def by_id(kind: Kind = Kind.INTERACTION, source: Source = Source.LIPS, source_id: str = "1") -> RecordKey:
    return RecordKey(id=encode_id(kind, source, source_id))


def test_an_id_names_its_record_with_its_locator() -> None:
    key = RecordKey(id=encode_id(Kind.INTERACTION, Source.LIPS, "1", "2024"))
    assert resolved(key) == RecordRef(Kind.INTERACTION, Source.LIPS, "1", "2024")


def test_a_source_and_a_key_in_it_name_a_record() -> None:
    assert resolved(RecordKey(source=Source.POLIS, source_id="a")) == RecordRef(Kind.INTERACTION, Source.POLIS, "a")


@pytest.mark.parametrize("key", [RecordKey(), RecordKey(source=Source.LIPS), RecordKey(source_id="1")])
def test_one_of_the_two_is_needed(key: RecordKey) -> None:
    assert resolved(key) == (UserError((), "needs an id or a sourceKey", REQUIRED),)


@pytest.mark.parametrize(
    ("key", "message", "code"),
    [
        (RecordKey(id="nonsense"), "not an id of this graph", INVALID),
        (by_id(Kind.CONTACT), "names a record of type Contact, not Interaction", WRONG_TYPE),
        (by_id(source=Source.CALIQ), "must be of LIPS or POLIS, not of CALIQ", WRONG_SOURCE),
    ],
)
def test_what_is_wrong_with_an_id_is_told_at_the_id(key: RecordKey, message: str, code: str) -> None:
    assert resolved(key) == (UserError(("id",), message, code),)


@pytest.mark.parametrize(
    ("key", "path"),
    [
        (RecordKey(id="x" * (MOST_CHARACTERS + 1)), ("id",)),
        (RecordKey(source=Source.LIPS, source_id="x" * (MOST_CHARACTERS + 1)), ("sourceKey", "sourceId")),
    ],
)
def test_a_key_that_is_too_long_is_not_looked_into(key: RecordKey, path: tuple[str, ...]) -> None:
    assert resolved(key) == (UserError(path, "at most 8192 characters", TOO_LONG),)


def test_all_that_is_wrong_with_a_source_key_is_told() -> None:
    assert resolved(RecordKey(source=Source.CALIQ, source_id=" ")) == (
        UserError(("sourceKey", "source"), "must be of LIPS or POLIS, not of CALIQ", WRONG_SOURCE),
        UserError(("sourceKey", "sourceId"), "must not be empty", REQUIRED),
    )


@pytest.mark.parametrize(
    ("text", "needed", "problem"),
    [
        ("a", True, None),
        ("", False, None),
        (" ", True, ("must not be empty", REQUIRED)),
        (HALF, False, ("holds half of a character", INVALID)),
        (HALF, True, ("holds half of a character", INVALID)),
        ("😀", True, None),
    ],
)
def test_a_text_says_something_if_it_must_in_whole_characters(
    text: str, needed: bool, problem: tuple[str, str] | None
) -> None:
    assert keys.text_problem(text, needed=needed) == problem


def test_a_problem_of_a_key_is_told_where_the_key_is() -> None:
    problems = keys.under(("recipients", "1"), [UserError(("id",), "is odd", INVALID)])
    assert problems == (UserError(("recipients", "1", "id"), "is odd", INVALID),)
