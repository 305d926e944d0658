"""What is wrong with an input, collected: a caller is told everything at once, before anything is sent."""

import math

from strawberry.utils.str_converters import to_camel_case

from resolvers.model import codes
from resolvers.model.enums import Source
from resolvers.model.errors import BadInput
from resolvers.model.ids import Kind, RecordRef, decode_id
from resolvers.model.inputs import UserError
from schema.inputs import RecordKey, SourceKey

Path = tuple[str, ...]

DEEPEST = 64
"""Levels of a JSON value; no vendor's has as many."""

_INTEGERS = range(-(2**63), 2**64)
"""What JSON libraries take for integers."""


class Findings:
    """The user errors of one input. A path ends with the name of the field, in whichever spelling of ours."""

    def __init__(self) -> None:
        self.errors: list[UserError] = []

    def add(self, path: Path, message: str, code: str) -> None:
        """One error, at that field."""
        self.errors.append(UserError(tuple(map(to_camel_case, path)), message, code))

    def filled(self, path: Path, value: object) -> None:
        """A text that stands for something."""
        if not isinstance(value, str) or not value.strip():
            self.add(path, "must not be empty", codes.REQUIRED)
        else:
            self.text(path, value)

    def text(self, path: Path, value: str) -> None:
        """A text that can be written down."""
        if not _is_writable(value):
            self.add(path, "holds half of a character", codes.INVALID)

    def within(self, path: Path, value: float, limit: float) -> None:
        """A number that is no further from nought than the limit."""
        if not -limit <= value <= limit:
            self.add(path, f"must be from -{limit:g} to {limit:g}", codes.OUT_OF_RANGE)

    def version(self, path: Path, value: str) -> None:
        """A version as the graph gives them: it goes into a header."""
        if not value.strip():
            self.add(path, "must not be empty", codes.REQUIRED)
        elif not (value.isascii() and value.isprintable()) or value != value.strip():
            self.add(path, "is no version that the graph gave", codes.INVALID)

    def json(self, path: Path, value: object) -> None:
        """A JSON value that every JSON library reads as it was meant."""
        problem = _json_problem(value, DEEPEST)
        if problem is not None:
            self.add(path, *problem)

    def key(self, path: Path, given: RecordKey, kind: Kind, *sources: Source) -> RecordRef | None:
        """The record of that kind that the key names, in one of those sources."""
        if isinstance(given.id, str):
            return self._by_id((*path, "id"), given.id, kind, sources)
        if given.source_key:
            return self._by_source_key((*path, "sourceKey"), given.source_key, kind, sources)
        self.add(path, "needs an id or a sourceKey", codes.REQUIRED)
        return None

    def _by_id(self, path: Path, text: str, kind: Kind, sources: tuple[Source, ...]) -> RecordRef | None:
        try:
            ref = decode_id(text)
        except BadInput as error:
            self.add(path, error.message.removeprefix("id: "), codes.INVALID)
            return None
        if ref.kind is not kind:
            self.add(path, f"names a record of type {ref.kind.value}, not {kind.value}", codes.WRONG_TYPE)
        elif ref.source not in sources:
            self.add(path, _elsewhere(ref.source, sources), codes.WRONG_SOURCE)
        elif not _is_writable(ref.source_id):
            self.add(path, "not an id of this graph", codes.INVALID)
        else:
            return ref
        return None

    def _by_source_key(self, path: Path, given: SourceKey, kind: Kind, sources: tuple[Source, ...]) -> RecordRef | None:
        before = len(self.errors)
        if given.source not in sources:
            self.add((*path, "source"), _elsewhere(given.source, sources), codes.WRONG_SOURCE)
        self.filled((*path, "sourceId"), given.source_id)
        return RecordRef(kind, given.source, given.source_id) if len(self.errors) == before else None


def _elsewhere(source: Source, sources: tuple[Source, ...]) -> str:
    return f"must be of {' or '.join(each.name for each in sources)}, not of {source.name}"


def _is_writable(text: str) -> bool:
    """Whether it is made of whole characters: JSON can spell half of a surrogate pair, UTF-8 cannot."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _json_problem(value: object, levels: int) -> tuple[str, str] | None:
    if levels == 0:
        return f"has more than {DEEPEST} levels", codes.INVALID
    if isinstance(value, dict):
        nested = [*value.keys(), *value.values()]
    elif isinstance(value, list):
        nested = value
    else:
        return _scalar_problem(value)
    return next((problem for item in nested if (problem := _json_problem(item, levels - 1))), None)


def _scalar_problem(value: object) -> tuple[str, str] | None:
    if isinstance(value, str) and not _is_writable(value):
        return "holds half of a character", codes.INVALID
    # bool is an int in Python, and within any range.
    if isinstance(value, int) and value not in _INTEGERS:
        return "holds an integer of more than 64 bits", codes.OUT_OF_RANGE
    if isinstance(value, float) and not math.isfinite(value):
        return "holds a number that is too large", codes.OUT_OF_RANGE
    return None
