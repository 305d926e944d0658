"""Procurios as it spells itself (Contact moments). Its maps come out as an empty list where they are empty."""

from typing import Any

import msgspec

from resolvers.sources.decode import Key


class Moment(msgspec.Struct, gc=False, rename="camel"):
    """Section Get contact moments. Ids are integers; the example's recipients hold a word, too."""

    id: Key
    subject: str | None = None
    sender_id: int | str | None = None
    sender: str | None = None
    type: str | None = None
    date_time: str | None = None
    action: int | None = None
    tags: dict[str, str | int | None] | list[Any] | None = None
    recipients: list[int | str | None] | dict[str, int | str | None] | None = None


class Type(msgspec.Struct, gc=False):
    """Section Contact moment types; the link to the schema is a placeholder in the document."""

    id: str
    title: str | None = None
    addable: bool | None = None


class Created(msgspec.Struct, gc=False, rename="camel"):
    """The answer to a registration."""

    contact_moment_id: Key
