"""Polis' words turned into the contract's."""

from resolvers.model import records, timestamps
from resolvers.model.enums import InteractionKind, Source
from resolvers.vendors.polis import wire


def interaction(row: wire.Interaction) -> records.Interaction:
    """One canvass. Its contact is known by reference only."""
    data, meta = row.data, row.meta
    contact_id = _id(data.contact_id)
    return records.Interaction(
        source=Source.POLIS,
        source_id=str(row.id),
        occurred_at=timestamps.read(data.timestamp),
        kind=InteractionKind.CANVASS,
        contact=None if contact_id is None else records.Contact(source=Source.POLIS, source_id=contact_id),
        created_at=timestamps.read(meta.created),
        updated_at=timestamps.read(meta.modified),
        attribution=records.Attribution(campaign_id=_id(data.campaign_id)),
        canvass=_canvass(row),
        version=meta.etag,
    )


def _canvass(row: wire.Interaction) -> records.Canvass:
    data, meta = row.data, row.meta
    return records.Canvass(
        successful=data.successful,
        unavailable=data.unavailable,
        unavailable_reason=data.unavailable_reason,
        distance_miles=data.distance,
        status_id=_id(data.status_id),
        walklist_id=_id(data.walklist_id),
        turf_id=_id(data.turf_id),
        household_id=_id(data.household_id),
        contact_household_id=_id(data.contact_household_id),
        survey=_survey(data.survey),
        location=_location(data.location),
        customer_id=_id(row.customer_id),
        security_group_id=_id(row.security_group_id),
        created_by=_id(meta.created_by),
        modified_by=_id(meta.modified_by),
        is_deleted=meta.is_deleted,
    )


def _survey(survey: wire.Survey | None) -> records.Survey | None:
    if survey is None:
        return None
    rows = survey.responses or {}
    keyed = rows.items() if isinstance(rows, dict) else (("", row) for row in rows)
    responses = (
        records.SurveyResponse(
            question_id=_id(row.question_id) or key,
            fields=tuple(records.SurveyField(name, value) for name, value in (row.fields or {}).items()),
        )
        for key, row in keyed
        if row is not None
    )
    return records.Survey(_id(survey.survey_id) or "", tuple(responses))


def _location(location: wire.Location | None) -> records.Location | None:
    if location is None:
        return None
    return records.Location(location.lat, location.lng, location.confidence)


def _id(value: str | int | None) -> str | None:
    return None if value is None or value == "" else str(value)
