"""Procurios' words turned into the contract's."""

from zoneinfo import ZoneInfo

from resolvers.model import records, timestamps
from resolvers.model.enums import Source
from resolvers.sources import decode
from resolvers.vendors.procurios import wire


def moment(row: wire.Moment, zone: ZoneInfo) -> records.ContactMoment:
    """One contact moment; its offset-less time is read in `zone`."""
    sender_id = wire.relation_id(row.sender_id)
    return records.ContactMoment(
        source=Source.PROCURIOS,
        source_id=str(row.id),
        occurred_at=timestamps.read(row.date_time, zone),
        subject=row.subject,
        type=records.ContactMomentType(row.type or ""),
        sender=None if sender_id is None else _relation(sender_id, row.sender or None),
        recipients=tuple(_relation(found) for found in row.recipient_ids() if found is not None),
        action=row.action,
        tags=tags(row.tags),
    )


def moment_type(row: wire.Type) -> records.ContactMomentType:
    """A type as the vendor lists it."""
    return records.ContactMomentType(row.id, row.title, row.addable, listed=True)


def tags(value: dict[str, str | int | None] | list[object] | None) -> tuple[records.Tag, ...]:
    """The tags of a map of id to name; an empty list stands for an empty map."""
    if not isinstance(value, dict):
        return ()
    return tuple(records.Tag(key, str(name)) for key, name in value.items() if name is not None)


def _relation(relation_id: str, name: str | None = None) -> records.Contact:
    return records.Contact(source=Source.PROCURIOS, source_id=relation_id, display_name=name)


def created(body: bytes) -> str:
    """The id of a registration; alone in a list it counts, too, as the documents' other single values do."""
    raw = decode.plain(Source.PROCURIOS, body)
    found = decode.one(Source.PROCURIOS, raw[0] if isinstance(raw, list) and len(raw) == 1 else raw, wire.Created)
    if found is None:
        raise decode.bad_response(Source.PROCURIOS, "the answer to the registration has no contactMomentId")
    return str(found.contact_moment_id)
