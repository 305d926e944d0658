"""From what a mutation was given to the records that writes take: the same fields, times in the contract's form.

What is wrong with them is for the writes to say, all of it at once.
"""

import datetime as dt
from typing import Any, TypeVar

import msgspec
import strawberry
from msgspec import UNSET

from resolvers.model import inputs, records
from resolvers.model.enums import Source
from resolvers.model.timestamps import canonical
from resolvers.vendors.caliq.inputs import CaliqCreation, FollowUp
from resolvers.vendors.lips.inputs import LipsPatch
from resolvers.vendors.polis.inputs import PolisCreation, PolisPatch
from schema import polis_inputs, write_inputs
from schema.inputs import RecordKey
from schema.keys import record_key

T = TypeVar("T", bound=msgspec.Struct)


def interaction_creation(given: write_inputs.CreateInteractionInput) -> inputs.InteractionCreation:
    """A new interaction; the executor holds callers to exactly one source."""
    if given.caliq:
        return inputs.InteractionCreation(Source.CALIQ, _record(CaliqCreation, given.caliq))
    return inputs.InteractionCreation(Source.POLIS, _record(PolisCreation, given.polis))


def interaction_update(given: write_inputs.UpdateInteractionInput) -> inputs.InteractionUpdate:
    """An interaction, and the patches that are given."""
    patches: dict[Source, Any] = {}
    if given.lips:
        patches[Source.LIPS] = _record(LipsPatch, given.lips)
    if given.polis:
        patches[Source.POLIS] = _record(PolisPatch, given.polis)
    return inputs.InteractionUpdate(record_key(given.by), patches, _text(given.if_match))


def interaction_deletion(given: write_inputs.DeleteInteractionInput) -> inputs.InteractionDeletion:
    """An interaction, and the version that is to go."""
    return inputs.InteractionDeletion(record_key(given.by), _text(given.if_match))


def contact_moment_creation(given: write_inputs.CreateContactMomentInput) -> inputs.ContactMomentCreation:
    """A new contact moment."""
    # JSON is nobody's to convert: `extra` stays as it came.
    values = {**_given(given), "extra": UNSET if given.extra is strawberry.UNSET else given.extra}
    return inputs.ContactMomentCreation(type_id=values.pop("type"), **values)


def _text(given: str | None) -> str | None:
    """Unset and null are the same."""
    return given if isinstance(given, str) else None


def _record(kind: type[T], given: object) -> T:
    """The record of an input whose fields have the same names."""
    return kind(**_given(given))


def _given(given: object) -> dict[str, Any]:
    """What was given of an input, null or not."""
    return {name: _plain(value) for name, value in vars(given).items() if value is not strawberry.UNSET}


def _plain(value: object) -> Any:
    match value:
        case dt.datetime():
            return canonical(value)
        case list():
            return tuple(map(_plain, value))
        case RecordKey():
            return record_key(value)
        case polis_inputs.SurveyInput():
            return records.Survey(value.survey_id, tuple(map(_response, value.responses or ())))
        case polis_inputs.LocationInput():
            return _record(records.Location, value)
        case write_inputs.FollowUpInput():
            return _record(FollowUp, value)
    return value


def _response(given: polis_inputs.SurveyResponseInput) -> records.SurveyResponse:
    fields = (
        records.SurveyField(field.name, None if field.value is strawberry.UNSET else field.value)
        for field in given.fields
    )
    return records.SurveyResponse(given.question_id, tuple(fields))
