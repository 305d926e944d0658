"""What is wrong with the input of a write, collected: a caller is told everything at once, before anything is sent."""

import math
from collections.abc import Collection

from resolvers.model import keys
from resolvers.model.enums import Source
from resolvers.model.ids import Kind, RecordRef
from resolvers.model.sizes import MOST_TEXT, list_excess, text_excess
from resolvers.model.user_errors import INVALID, OUT_OF_RANGE, REQUIRED, TOO_LONG, Path, UserError

DEEPEST = 64
"""Levels of a JSON value; no vendor's has as many."""

_INTEGERS = range(-(2**63), 2**64)
"""What JSON libraries take for integers."""


class Findings:
    """The user errors of one input, in the order in which they were found."""

    def __init__(self) -> None:
        self.errors: list[UserError] = []

    def add(self, path: Path, message: str, code: str) -> None:
        """One error, at that field."""
        self.errors.append(UserError(path, message, code))

    def filled(self, path: Path, value: object) -> None:
        """A text that stands for something."""
        problem = keys.text_problem(value if isinstance(value, str) else "", needed=True)
        if problem is not None:
            self.add(path, *problem)

    def text(self, path: Path, value: str) -> None:
        """A text that can be written down."""
        problem = keys.text_problem(value)
        if problem is not None:
            self.add(path, *problem)

    def within(self, path: Path, value: float, limit: float) -> None:
        """A number that is no further from nought than the limit."""
        if not -limit <= value <= limit:
            self.add(path, f"must be from -{limit:g} to {limit:g}", OUT_OF_RANGE)

    def version(self, path: Path, value: str) -> None:
        """A version as the graph gives them: it goes into a header."""
        if not value.strip():
            self.add(path, "must not be empty", REQUIRED)
        elif not (value.isascii() and value.isprintable()) or value != value.strip():
            self.add(path, "is no version that the graph gave", INVALID)

    def json(self, path: Path, value: object) -> None:
        """A JSON value that every JSON library reads as it was meant."""
        problem = _json_problem(value, DEEPEST)
        if problem is not None:
            self.add(path, *problem)

    def key(self, path: Path, given: keys.RecordKey, kind: Kind, sources: Collection[Source]) -> RecordRef | None:
        """The record of that type that the key names, in one of those sources."""
        found = keys.resolve(given, kind, sources)
        if isinstance(found, RecordRef):
            return found
        self.errors.extend(keys.under(path, found))
        return None


def _json_problem(value: object, levels: int) -> tuple[str, str] | None:
    if levels == 0:
        return f"has more than {DEEPEST} levels", INVALID
    if isinstance(value, dict | list) and (excess := list_excess(value)):
        return f"may have {excess} in a list or an object", TOO_LONG
    if isinstance(value, dict):
        nested = [*value.keys(), *value.values()]
    elif isinstance(value, list):
        nested = value
    else:
        return _scalar_problem(value)
    return next((problem for item in nested if (problem := _json_problem(item, levels - 1))), None)


def _scalar_problem(value: object) -> tuple[str, str] | None:
    if isinstance(value, str):
        excess = text_excess(value, MOST_TEXT)
        return (f"may have {excess} in a text", TOO_LONG) if excess else keys.text_problem(value)
    # bool is an int in Python, and within any range.
    if isinstance(value, int) and value not in _INTEGERS:
        return "holds an integer of more than 64 bits", OUT_OF_RANGE
    if isinstance(value, float) and not math.isfinite(value):
        return "holds a number that is too large", OUT_OF_RANGE
    return None
