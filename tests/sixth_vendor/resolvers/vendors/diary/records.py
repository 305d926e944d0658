"""The diary's words turned into the contract's."""

from resolvers.vendors.diary import wire

from resolvers.model import records, timestamps
from resolvers.model.enums import InteractionKind, Source


def interaction(row: wire.Entry) -> records.Interaction:
    """One visit."""
    return records.Interaction(
        source=Source.DIARY,
        source_id=str(row.id),
        occurred_at=timestamps.read(row.at),
        kind=InteractionKind.VISIT,
        contact=None if row.visited is None else _contact(row.visited),
    )


def _contact(visited: wire.Visited) -> records.Contact:
    return records.Contact(source=Source.DIARY, source_id=str(visited.id), display_name=visited.name)
