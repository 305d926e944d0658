"""The sentences in the body of a refusal, whatever its shape, and the fields that they speak of."""

from collections.abc import Callable, Iterator

Named = Callable[[str], tuple[str, ...]]
"""The field that a text or a key of a body names, as a path; empty where that cannot be told."""

Sentence = tuple[tuple[str, ...], str]
"""The path of the field that it speaks of, and its text."""

DEEPEST = 8
"""Levels of a body that are looked at."""

_PLACES = ("field", "attribute", "property", "parameter", "param", "path", "pointer", "source", "name")
"""Under which an error says what it is about."""


def nothing_named(_text: str) -> tuple[str, ...]:
    """For whoever knows no fields."""
    return ()


class ErrorBody:
    """How a decoded body of JSON is read: what explains stands under `keys`, the most exact first.

    What stands under one of `by_field` may be a map from fields to what is wrong with them: there, a key that is none
    of the fields known becomes a part of the sentence.
    """

    def __init__(self, keys: tuple[str, ...], by_field: tuple[str, ...], named: Named = nothing_named) -> None:
        self._keys = keys
        self._by_field = by_field
        self._named = named

    def sentences(self, value: object) -> Iterator[Sentence]:
        """In their order; of an object's keys the first one that holds any."""
        return self._in(value, (), DEEPEST)

    def _in(self, value: object, path: tuple[str, ...], levels: int) -> Iterator[Sentence]:
        if levels == 0:
            return
        if isinstance(value, str):
            yield path or self._named(value), value
        elif isinstance(value, list):
            for item in value:
                yield from self._in(item, path, levels - 1)
        elif isinstance(value, dict):
            yield from self._in_object({name.lower(): held for name, held in value.items()}, path, levels)

    def _in_object(self, members: dict[str, object], path: tuple[str, ...], levels: int) -> Iterator[Sentence]:
        here = self._place(members) or path
        for key in self._keys:
            held = members.get(key)
            if (
                key in self._by_field
                and isinstance(held, dict)
                and not any(name.lower() in self._keys for name in held)
            ):
                found = list(self._of_fields(held, here, levels - 1))
            else:
                found = list(self._in(held, here, levels - 1))
            if found:
                yield from found
                return

    def _of_fields(self, fields: dict[str, object], path: tuple[str, ...], levels: int) -> Iterator[Sentence]:
        """`{"subject": ["is odd"]}`."""
        for name, held in fields.items():
            field = self._named(name)
            for told, text in self._in(held, field or path, levels):
                yield told, text if field else f"{name}: {text}"

    def _place(self, members: dict[str, object]) -> tuple[str, ...]:
        """What an error says of itself: `{"field": "subject"}`, `{"path": ["data", "subject"]}`, and the like."""
        for key in _PLACES:
            held = members.get(key)
            if isinstance(held, dict):
                held = held.get("pointer")
            if isinstance(held, list):
                held = ".".join(map(str, held))
            if isinstance(held, str) and self._named(held):
                return self._named(held)
        return ()
