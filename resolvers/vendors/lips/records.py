"""LIPS' words turned into the contract's."""

from resolvers.model import records, timestamps
from resolvers.model.enums import InteractionKind, Source
from resolvers.vendors.lips import phone_numbers, wire

_KINDS = {"call": InteractionKind.CALL, "chat": InteractionKind.CHAT, "form": InteractionKind.FORM}


def interaction(row: wire.Interaction) -> records.Interaction:
    """One interaction with its contact. Its locator is the time it occurred: the vendor filters by that."""
    occurred_at = timestamps.read(row.occurred_at) or timestamps.read(row.occured_at)
    kind = _kind(row)
    return records.Interaction(
        source=Source.LIPS,
        source_id=str(row.id),
        locator=occurred_at,
        occurred_at=occurred_at,
        kind=kind,
        kind_name=row.event_type,
        contact=_contact_of(row),
        display_name=row.display_name,
        created_at=timestamps.read(row.created_at),
        external_source=row.external_source,
        read=row.read,
        important=row.important,
        attribution=records.Attribution(
            campaign_name=row.campaign_name,
            channel=row.channel,
            referrer_type=row.referrer_type,
            referrer_source=row.referrer_source,
            influencing_campaign=row.influencing_campaign,
        ),
        call=records.Call(row.call_recording_url, row.call_duration) if kind is InteractionKind.CALL else None,
    )


def _kind(row: wire.Interaction) -> InteractionKind:
    if row.event_type:
        return _KINDS.get(row.event_type.lower(), InteractionKind.OTHER)
    # The example has no event_type; the call fields are "only included when interaction is call".
    is_call = row.call_recording_url is not None or row.call_duration is not None
    return InteractionKind.CALL if is_call else InteractionKind.OTHER


def _contact_of(row: wire.Interaction) -> records.Contact | None:
    """The embedded contact; where only its id is sent, a reference with the interaction's display name."""
    if row.contact is not None and (row.contact.id is not None or row.contact_id is not None):
        return contact(row.contact, row.contact_id)
    if row.contact_id is None:
        return None
    return records.Contact(source=Source.LIPS, source_id=str(row.contact_id), display_name=row.display_name or None)


def contact(row: wire.Contact, contact_id: int | str | None) -> records.Contact:
    """One contact; `contact_id` is the interaction's, for an embedded contact without an id of its own."""
    numbers = phone_numbers.read(row.phone_numbers)
    full_name = " ".join(filter(None, ((row.first_name or "").strip(), (row.last_name or "").strip())))
    first_number = numbers[0].number if numbers else None
    return records.Contact(
        source=Source.LIPS,
        source_id=str(row.id if row.id is not None else contact_id),
        display_name=full_name or row.company or row.email or first_number,
        first_name=row.first_name,
        last_name=row.last_name,
        email=row.email,
        company=row.company,
        title=row.title,
        phone_numbers=numbers,
        created_at=timestamps.read(row.created_at),
        external_source=row.contact_external_source,
        interaction_external_source=row.interaction_external_source,
    )
