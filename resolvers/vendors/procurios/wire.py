"""Procurios as it spells itself (Contact moments). Its maps come out as an empty list where they are empty."""

from collections.abc import Iterator
from typing import Any

import msgspec

from resolvers.sources.decode import Int32, Key


class Moment(msgspec.Struct, gc=False, rename="camel"):
    """Section Get contact moments. Ids are integers; the example's recipients hold a word, too."""

    id: Key
    subject: str | None = None
    sender_id: int | str | None = None
    sender: str | None = None
    type: str | None = None
    date_time: str | None = None
    action: Int32 | None = None
    tags: dict[str, str | int | None] | list[Any] | None = None
    recipients: list[int | str | None] | dict[str, int | str | None] | None = None

    def recipient_ids(self) -> list[str | None]:
        """The recipients in their order, null in the place of each that is no relation id."""
        values = self.recipients or []
        return [relation_id(value) for value in (values.values() if isinstance(values, dict) else values)]

    def useless(self) -> Iterator[str]:
        """What is said of those."""
        return ("Expected a relation id - at `$.recipients[]`" for recipient in self.recipient_ids() if not recipient)


class Type(msgspec.Struct, gc=False):
    """Section Contact moment types; the link to the schema is a placeholder in the document."""

    id: str
    title: str | None = None
    addable: bool | None = None


class Created(msgspec.Struct, gc=False, rename="camel"):
    """The answer to a registration."""

    contact_moment_id: Key


def relation_id(value: int | str | None) -> str | None:
    """Relation ids are integers, as such or written as text; anything else names nobody."""
    text = "" if value is None else str(value).strip()
    return text if text.isascii() and text.isdigit() else None
