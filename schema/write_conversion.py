"""From what a mutation was given to the records that writes take; what is wrong on the way goes to the `Findings`.

A record is made in any case; it is of use only where nothing was found.
"""

import datetime as dt
from typing import Any, TypeVar

import msgspec
import strawberry
from msgspec import UNSET

from resolvers.model import codes, inputs, records
from resolvers.model.enums import Source
from resolvers.model.ids import Kind, RecordRef
from resolvers.model.timestamps import canonical
from resolvers.vendors.polis.writes import REQUIRED
from schema import polis_inputs, write_inputs
from schema.write_checks import Findings, Path

_INPUT = ("input",)
_POLIS = ("input", "polis")
_LIPS = ("input", "lips")
_IF_MATCH = ("input", "ifMatch")

T = TypeVar("T", bound=msgspec.Struct)


class Change(msgspec.Struct, frozen=True):
    """Which interaction, and the changes of the source that holds it."""

    ref: RecordRef | None
    if_match: str | None
    lips: inputs.LipsPatch | None
    polis: inputs.PolisPatch | None


def polis_creation(given: polis_inputs.CreatePolisInteraction, found: Findings) -> inputs.PolisCreation:
    """A new canvass."""
    _check_canvass(given, found)
    return _record(inputs.PolisCreation, given)


def caliq_creation(given: write_inputs.CreateCaliqInteraction) -> inputs.CaliqCreation:
    """A new interaction of Caliq, whose rules are checked where it is written."""
    return _record(inputs.CaliqCreation, given)


def moment_creation(given: write_inputs.CreateContactMomentInput, found: Findings) -> inputs.MomentCreation:
    """A new contact moment; its type's rules are checked where it is written.

    Keys that are wrong become empty ids, so that the others keep their places.
    """
    sender = found.key((*_INPUT, "sender"), given.sender, Kind.CONTACT, Source.PROCURIOS)
    recipients = [
        found.key((*_INPUT, "recipients", str(index)), key, Kind.CONTACT, Source.PROCURIOS)
        for index, key in enumerate(given.recipients)
    ]
    found.json((*_INPUT, "extra"), given.extra)
    theirs = {"type", "sender", "recipients", "extra"}
    return inputs.MomentCreation(
        type_id=given.type,
        sender_id=sender.source_id if sender else "",
        recipient_ids=tuple(ref.source_id if ref else "" for ref in recipients),
        extra=UNSET if given.extra is strawberry.UNSET else given.extra,
        **{name: _plain(value) for name, value in _fields(given).items() if name not in theirs},
    )


def change(given: write_inputs.UpdateInteractionInput, found: Findings) -> Change:
    """An interaction, and exactly one patch: that of its source."""
    ref = found.key((*_INPUT, "by"), given.by, Kind.INTERACTION, Source.LIPS, Source.POLIS)
    patches = {Source.LIPS: given.lips, Source.POLIS: given.polis}
    patched = [source for source, patch in patches.items() if patch]
    holder = ref.source if ref else patched[0] if len(patched) == 1 else None
    _check_choice(holder, patched, found)
    if given.lips:
        _check_marks(given.lips, found)
    if given.polis:
        _check_canvass(given.polis, found)
        if not _fields(given.polis):
            found.add(_POLIS, "must change something", codes.REQUIRED)
    return Change(
        ref=ref,
        if_match=_version(given.if_match, holder, found),
        lips=_record(inputs.LipsPatch, given.lips) if given.lips else None,
        polis=_record(inputs.PolisPatch, given.polis) if given.polis else None,
    )


def deletion(given: write_inputs.DeleteInteractionInput, found: Findings) -> tuple[RecordRef | None, str | None]:
    """A canvass, and the version that is to go."""
    ref = found.key((*_INPUT, "by"), given.by, Kind.INTERACTION, Source.POLIS)
    return ref, _version(given.if_match, Source.POLIS, found)


def export(given: write_inputs.ExportEngagementInput, found: Findings) -> RecordRef | None:
    """An engagement."""
    return found.key((*_INPUT, "by"), given.by, Kind.ENGAGEMENT, Source.SALEMOVE)


# ---------------------------------------------------------------- checks


def _check_choice(holder: Source | None, patched: list[Source], found: Findings) -> None:
    """Neither patch, both, or that of another source than the key's."""
    if not patched:
        where = (*_INPUT, holder.name.lower()) if holder else _INPUT
        found.add(where, "give the changes, in lips or in polis", codes.REQUIRED)
    if len(patched) > 1 and holder is None:
        found.add(_INPUT, "give lips or polis, not both", codes.INVALID)
    for source in patched:
        if holder and source is not holder:
            where = (*_INPUT, source.name.lower())
            found.add(where, f"the interaction is one of {holder.name}", codes.WRONG_SOURCE)


def _check_marks(given: write_inputs.LipsInteractionPatch, found: Findings) -> None:
    marks = _fields(given)
    if not marks:
        found.add(_LIPS, "must change something", codes.REQUIRED)
    for name, mark in marks.items():
        if mark is None:
            found.add((*_LIPS, name), "must be true or false", codes.REQUIRED)


def _check_canvass(
    given: polis_inputs.CreatePolisInteraction | polis_inputs.PolisInteractionPatch, found: Findings
) -> None:
    for name, value in _fields(given).items():
        path = (*_POLIS, name)
        if value is None:
            if name in REQUIRED:
                found.add(path, "every canvass of Polis has one: it cannot be taken away", codes.REQUIRED)
        elif name.endswith("_id"):
            found.filled(path, value)
        elif isinstance(value, str):
            found.text(path, value)
        elif isinstance(value, polis_inputs.SurveyInput):
            _check_survey(path, value, found)
        elif isinstance(value, polis_inputs.LocationInput):
            _check_location(path, value, found)


def _check_survey(path: Path, survey: polis_inputs.SurveyInput, found: Findings) -> None:
    found.filled((*path, "survey_id"), survey.survey_id)
    questions: set[str] = set()
    for number, response in enumerate(survey.responses or ()):
        here = (*path, "responses", str(number))
        _check_new((*here, "question_id"), response.question_id, questions, found)
        names: set[str] = set()
        for index, field in enumerate(response.fields):
            _check_new((*here, "fields", str(index), "name"), field.name, names, found)
            found.json((*here, "fields", str(index), "value"), field.value)


def _check_new(path: Path, key: str, seen: set[str], found: Findings) -> None:
    """The document keys answers by their question, and fields by their name: a second one would replace the first."""
    found.filled(path, key)
    if key in seen:
        found.add(path, "comes twice", codes.DUPLICATE)
    seen.add(key)


def _check_location(path: Path, location: polis_inputs.LocationInput, found: Findings) -> None:
    if all(value is None for value in _fields(location).values()):
        found.add(path, "must say something", codes.REQUIRED)
    for name, limit in (("latitude", 90), ("longitude", 180)):
        if degrees := getattr(location, name):
            found.within((*path, name), degrees, limit)


def _version(given: str | None, holder: Source | None, found: Findings) -> str | None:
    """`ifMatch`; unset and null are the same."""
    if not isinstance(given, str):
        return None
    if holder is Source.LIPS:
        found.add(_IF_MATCH, "LIPS has no versions", codes.WRONG_SOURCE)
    else:
        found.version(_IF_MATCH, given)
    return given


# ---------------------------------------------------------------- records


def _fields(given: object) -> dict[str, Any]:
    """What was given of an input, null or not."""
    return {name: value for name, value in vars(given).items() if value is not strawberry.UNSET}


def _record(kind: type[T], given: object) -> T:
    """The record of an input whose fields have the same names."""
    return kind(**{name: _plain(value) for name, value in _fields(given).items()})


def _plain(value: object) -> Any:
    match value:
        case dt.datetime():
            return canonical(value)
        case list():
            return tuple(value)
        case polis_inputs.SurveyInput():
            return records.Survey(value.survey_id, tuple(map(_response, value.responses or ())))
        case polis_inputs.LocationInput():
            return _record(records.Location, value)
        case write_inputs.FollowUpInput():
            return _record(inputs.FollowUp, value)
        case strawberry.UNSET:
            return UNSET
    return value


def _response(given: polis_inputs.SurveyResponseInput) -> records.SurveyResponse:
    fields = (
        records.SurveyField(field.name, None if field.value is strawberry.UNSET else field.value)
        for field in given.fields
    )
    return records.SurveyResponse(given.question_id, tuple(fields))
