"""Whether a mutation was given more than callers may give."""

from collections.abc import Iterator
from dataclasses import is_dataclass
from typing import Final

from strawberry.utils.str_converters import to_camel_case

from resolvers.model.sizes import MOST_CHARACTERS, MOST_TEXT, list_excess, text_excess
from resolvers.model.user_errors import TOO_LONG, Path, UserError

_WRITTEN: Final = frozenset({"notes", "contents", "unavailable_reason"})
"""Fields that hold what somebody wrote."""
_JSON: Final = frozenset({"extra", "value"})
"""Fields that hold JSON, which `Findings.json` looks at."""


def too_long(given: object) -> tuple[UserError, ...]:
    """Whatever has more characters or items than it may. Of an input that has any of it nothing else is looked at."""
    return tuple(_of_input(given, ()))


def _of_input(given: object, path: Path) -> Iterator[UserError]:
    for name, value in vars(given).items():
        if name not in _JSON:
            yield from _of_value(
                value, (*path, to_camel_case(name)), MOST_TEXT if name in _WRITTEN else MOST_CHARACTERS
            )


def _of_value(value: object, path: Path, most: int) -> Iterator[UserError]:
    if isinstance(value, str) and (excess := text_excess(value, most)):
        yield UserError(path, f"must have {excess}, not {len(value)}", TOO_LONG)
    elif isinstance(value, list):
        if excess := list_excess(value):
            yield UserError(path, f"must have {excess}, not {len(value)}", TOO_LONG)
        else:
            for index, item in enumerate(value):
                yield from _of_value(item, (*path, str(index)), most)
    elif is_dataclass(value):
        yield from _of_input(value, path)
