"""What Polis can be given: new canvasses and changes to them."""

import datetime as dt

import strawberry
from strawberry.scalars import JSON


@strawberry.input(description="One field of an answer.")
class SurveyFieldInput:
    """Name and value."""

    name: str = strawberry.field(description="The field's name in the survey.")
    value: JSON | None = strawberry.field(
        default=strawberry.UNSET, description="What was answered, in the form that the survey keeps it in."
    )


@strawberry.input(description="What was answered to one question.")
class SurveyResponseInput:
    """Question and answer."""

    question_id: strawberry.ID = strawberry.field(description="The question, by its id in Polis.")
    fields: list[SurveyFieldInput] = strawberry.field(description="The answer, field by field.")


@strawberry.input(description="A survey as it was answered.")
class SurveyInput:
    """Survey and answers."""

    survey_id: strawberry.ID = strawberry.field(description="The survey, by its id in Polis.")
    responses: list[SurveyResponseInput] | None = strawberry.field(
        default=strawberry.UNSET, description="The answers. Unset where nothing was answered."
    )


@strawberry.input(description="Where the canvasser stood.")
class LocationInput:
    """A place on Earth."""

    latitude: float | None = strawberry.field(default=strawberry.UNSET, description="Degrees north of the equator.")
    longitude: float | None = strawberry.field(default=strawberry.UNSET, description="Degrees east of Greenwich.")
    confidence: float | None = strawberry.field(
        default=strawberry.UNSET, description="How accurate the coordinates are, in Polis's own measure."
    )


@strawberry.input(description="A new canvass in Polis.")
class CreatePolisInteraction:
    """The fields of Polis's own call."""

    campaign_id: strawberry.ID = strawberry.field(description="The campaign it belongs to.")
    contact_id: strawberry.ID = strawberry.field(description="Who it was with, by the contact's id in Polis.")
    household_id: strawberry.ID = strawberry.field(description="The household where it happened.")
    contact_household_id: strawberry.ID = strawberry.field(description="The contact at that household, as one unit.")
    occurred_at: dt.datetime = strawberry.field(description="When it happened.")
    unavailable: bool = strawberry.field(description="Whether the contact could not be spoken to.")
    unavailable_reason: str | None = strawberry.field(
        default=strawberry.UNSET, description="Why the contact could not be spoken to."
    )
    successful: bool | None = strawberry.field(
        default=strawberry.UNSET, description="Whether the canvass achieved what it was meant to."
    )
    survey: SurveyInput = strawberry.field(description="The survey that was taken.")
    location: LocationInput | None = strawberry.field(
        default=strawberry.UNSET, description="Where the canvasser stood."
    )
    status_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="The contact's status, by its id in Polis."
    )
    walklist_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="The walklist route under which the contact was reserved."
    )
    turf_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="The turf in which the contact lives."
    )


@strawberry.input(
    description=(
        "Changes to a canvass in Polis. What is unset stays as it is; null takes a value away where Polis allows it."
    )
)
class PolisInteractionPatch:
    """The fields that Polis lets one change."""

    successful: bool | None = strawberry.field(
        default=strawberry.UNSET, description="Whether the canvass achieved what it was meant to."
    )
    unavailable: bool | None = strawberry.field(
        default=strawberry.UNSET, description="Whether the contact could not be spoken to."
    )
    unavailable_reason: str | None = strawberry.field(
        default=strawberry.UNSET, description="Why the contact could not be spoken to."
    )
    occurred_at: dt.datetime | None = strawberry.field(default=strawberry.UNSET, description="When it happened.")
    campaign_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="The campaign it belongs to."
    )
    contact_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="Who it was with, by the contact's id in Polis."
    )
    household_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="The household where it happened."
    )
    contact_household_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="The contact at that household, as one unit."
    )
    survey: SurveyInput | None = strawberry.field(
        default=strawberry.UNSET, description="The survey that was taken, as a whole."
    )
    location: LocationInput | None = strawberry.field(
        default=strawberry.UNSET, description="Where the canvasser stood, as a whole."
    )
    status_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="The contact's status, by its id in Polis."
    )
    walklist_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="The walklist route under which the contact was reserved."
    )
    turf_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="The turf in which the contact lives."
    )
