"""What mutations can be given. An optional field that is left out is unset, which is not the same as null."""

import datetime as dt

import strawberry
from strawberry.scalars import JSON

from resolvers.vendors.caliq.inputs import CaliqInteractionKind
from schema.inputs import RecordKey
from schema.polis_inputs import CreatePolisInteraction, PolisInteractionPatch


@strawberry.input(description="Something that has to be done later.")
class FollowUpInput:
    """Caliq's follow-up."""

    at: dt.datetime = strawberry.field(description="When it has to be done.")
    by: str = strawberry.field(description="Who has to do it: an employee id of Caliq, at most 10 characters.")
    notes: str | None = strawberry.field(default=strawberry.UNSET, description="What has to be done.")


@strawberry.input(
    description=(
        "A new interaction in Caliq, with a customer that exists: give `customerId` or `accountNo`, and "
        "`contactId` or both names."
    )
)
class CreateCaliqInteraction:
    """The fields of Caliq's own call."""

    channel_id: int = strawberry.field(description="The channel, by its number in Caliq.")
    customer_id: int | None = strawberry.field(
        default=strawberry.UNSET,
        description="The customer, by Caliq's internal number. Needed unless `accountNo` is given.",
    )
    account_no: str | None = strawberry.field(
        default=strawberry.UNSET,
        description=("The customer, by account number, at most 10 characters. Needed unless `customerId` is given."),
    )
    contact_id: int | None = strawberry.field(
        default=strawberry.UNSET,
        description="Who it was with, by Caliq's internal number. Needed unless both names are given.",
    )
    contacted_first_name: str | None = strawberry.field(
        default=strawberry.UNSET,
        description=("Given name of who it was with, at most 50 characters. Needed unless `contactId` is given."),
    )
    contacted_surname: str | None = strawberry.field(
        default=strawberry.UNSET,
        description=("Family name of who it was with, at most 50 characters. Needed unless `contactId` is given."),
    )
    unique_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET,
        description=(
            "A GUID of your own: repeating the call with it creates nothing twice. One is made where it is unset."
        ),
    )
    kind: CaliqInteractionKind = strawberry.field(description="What it was.")
    contacted_by: str = strawberry.field(description="Who had it: an employee id of Caliq, at most 10 characters.")
    occurred_at: dt.datetime | None = strawberry.field(
        default=strawberry.UNSET, description="When it happened. Unset, Caliq decides."
    )
    notes: str | None = strawberry.field(default=strawberry.UNSET, description="What there is to say about it.")
    follow_up: FollowUpInput | None = strawberry.field(
        default=strawberry.UNSET, description="What has to be done later. Unset, nothing."
    )


@strawberry.input(one_of=True, description="A new interaction, in exactly one source.")
class CreateInteractionInput:
    """Polis or Caliq."""

    polis: CreatePolisInteraction | None = strawberry.field(
        default=strawberry.UNSET, description="Create a canvass in Polis."
    )
    caliq: CreateCaliqInteraction | None = strawberry.field(
        default=strawberry.UNSET, description="Create an interaction in Caliq."
    )


@strawberry.input(description="Changes to an interaction of LIPS. What is unset stays as it is.")
class LipsInteractionPatch:
    """The two marks that LIPS lets one change."""

    read: bool | None = strawberry.field(default=strawberry.UNSET, description="Mark it as read, or as unread.")
    important: bool | None = strawberry.field(
        default=strawberry.UNSET, description="Mark it as important, or as not important."
    )


@strawberry.input(description="Changes to one interaction: give the patch of the source that holds it.")
class UpdateInteractionInput:
    """Which interaction, and what changes."""

    by: RecordKey = strawberry.field(description="Which interaction.")
    if_match: str | None = strawberry.field(
        default=strawberry.UNSET,
        description=(
            "The `version` that the change is based on (Polis): refused if the record has changed since. Unset, the "
            "change is based on a fresh read."
        ),
    )
    lips: LipsInteractionPatch | None = strawberry.field(
        default=strawberry.UNSET, description="The changes to an interaction of LIPS."
    )
    polis: PolisInteractionPatch | None = strawberry.field(
        default=strawberry.UNSET, description="The changes to an interaction of Polis."
    )


@strawberry.input(description="Which interaction to delete. Polis only.")
class DeleteInteractionInput:
    """Which interaction, and which version of it."""

    by: RecordKey = strawberry.field(description="Which interaction.")
    if_match: str | None = strawberry.field(
        default=strawberry.UNSET,
        description=(
            "The `version` that is to go: refused if the record has changed since. Unset, the one that a fresh read "
            "shows."
        ),
    )


@strawberry.input(description="A new contact moment in Procurios, checked against the JSON Schema of its type first.")
class CreateContactMomentInput:
    """What every type has, and `extra` for what only some have."""

    type: strawberry.ID = strawberry.field(description="The type, by an id that `contactMomentTypes` lists as addable.")
    subject: str = strawberry.field(description="What it is about.")
    sender: RecordKey = strawberry.field(description="Who made contact: a relation of Procurios.")
    recipients: list[RecordKey] = strawberry.field(description="Who was contacted: relations of Procurios.")
    occurred_at: dt.datetime | None = strawberry.field(
        default=strawberry.UNSET, description="When it happened. Unset, Procurios decides."
    )
    contents: str | None = strawberry.field(default=strawberry.UNSET, description="What was said or written.")
    action_code: int | None = strawberry.field(
        default=strawberry.UNSET, description="The number of the action it is registered through."
    )
    reference: str | None = strawberry.field(default=strawberry.UNSET, description="A reference of your own.")
    tag_ids: list[strawberry.ID] | None = strawberry.field(
        default=strawberry.UNSET, description="Its labels, by ids that `contactMomentTags` lists."
    )
    extra: JSON | None = strawberry.field(
        default=strawberry.UNSET,
        description=("An object of further properties that the `schema` of the type allows, by their names there."),
    )


@strawberry.input(description="Which engagement to export.")
class ExportEngagementInput:
    """Which engagement."""

    by: RecordKey = strawberry.field(description="Which engagement.")
