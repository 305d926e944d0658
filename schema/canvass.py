"""What Polis knows of a canvass."""

import strawberry
from strawberry.scalars import JSON


@strawberry.type(description="One field of an answer.")
class SurveyField:
    """A view of `records.SurveyField`."""

    name: str = strawberry.field(description="The field's name in the survey.")
    value: JSON | None = strawberry.field(description="What was answered, in the form that the survey keeps it in.")


@strawberry.type(description="What was answered to one question.")
class SurveyResponse:
    """A view of `records.SurveyResponse`."""

    question_id: strawberry.ID = strawberry.field(description="The question, by its id in Polis.")
    fields: list[SurveyField] = strawberry.field(description="The answer, field by field.")


@strawberry.type(description="A survey as it was answered at the door.")
class Survey:
    """A view of `records.Survey`."""

    survey_id: strawberry.ID = strawberry.field(description="The survey, by its id in Polis.")
    responses: list[SurveyResponse] = strawberry.field(description="The answers; empty where nothing was answered.")


@strawberry.type(description="Where the canvasser stood.")
class Location:
    """A view of `records.Location`."""

    latitude: float | None = strawberry.field(description="Degrees north of the equator; null where not recorded.")
    longitude: float | None = strawberry.field(description="Degrees east of Greenwich; null where not recorded.")
    confidence: float | None = strawberry.field(
        description="How accurate the coordinates are, in Polis's own measure; null where not recorded."
    )


@strawberry.type(description="What a canvasser recorded at a door. Polis only; whatever was not recorded is null.")
class Canvass:
    """A view of `records.Canvass`."""

    successful: bool | None = strawberry.field(description="Whether the canvass achieved what it was meant to.")
    unavailable: bool | None = strawberry.field(description="Whether the contact could not be spoken to.")
    unavailable_reason: str | None = strawberry.field(description="Why the contact could not be spoken to.")
    distance_miles: float | None = strawberry.field(
        description=("How far the canvasser was from the household, in miles. A large one may be a sign of fraud.")
    )
    status_id: strawberry.ID | None = strawberry.field(description="The contact's status, by its id in Polis.")
    walklist_id: strawberry.ID | None = strawberry.field(
        description="The walklist route under which the contact was reserved."
    )
    turf_id: strawberry.ID | None = strawberry.field(description="The turf in which the contact lives.")
    household_id: strawberry.ID | None = strawberry.field(description="The household where it happened.")
    contact_household_id: strawberry.ID | None = strawberry.field(
        description="The contact at that household, as one unit."
    )
    survey: Survey | None = strawberry.field(description="The survey that was taken.")
    location: Location | None = strawberry.field(description="Where the canvasser stood.")
    customer_id: strawberry.ID | None = strawberry.field(description="The customer of Polis that owns the record.")
    security_group_id: strawberry.ID | None = strawberry.field(
        description="The security group that may see the record."
    )
    created_by: strawberry.ID | None = strawberry.field(description="Who created the record, by their id in Polis.")
    modified_by: strawberry.ID | None = strawberry.field(description="Who last changed it, by their id in Polis.")
    is_deleted: bool | None = strawberry.field(description="Whether Polis counts the record as deleted.")
