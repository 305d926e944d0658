"""What mutations answer."""

import strawberry

from schema.contact_moment import ContactMoment
from schema.interaction import Interaction

_USER_ERRORS = "What a person can put right, the source's own objections included. Empty where all went well."


@strawberry.type(description="Something in the input that a person can put right.")
class UserError:
    """What is wrong, and where."""

    field: list[str] = strawberry.field(
        description=(
            "The path in the input, list indexes included as text; empty where it concerns the input as a whole."
        )
    )
    message: str = strawberry.field(description="What is wrong, for people.")
    code: str | None = strawberry.field(description="What is wrong, for programs; null where there is no code for it.")


@strawberry.type(description="The outcome of `createInteraction`.")
class CreateInteractionPayload:
    """The new interaction, or why there is none."""

    interaction: Interaction | None = strawberry.field(
        description=(
            "The new interaction (Polis). Null for Caliq, which gives none back, and where `userErrors` has any."
        )
    )
    unique_id: strawberry.ID | None = strawberry.field(
        description=(
            "The GUID of the call to Caliq, given or made, with which it can be repeated safely; null for Polis, and "
            "where the one given is no GUID."
        )
    )
    user_errors: list[UserError] = strawberry.field(description=_USER_ERRORS)


@strawberry.type(description="The outcome of `updateInteraction`.")
class UpdateInteractionPayload:
    """The changed interaction, or why it is not."""

    interaction: Interaction | None = strawberry.field(
        description=(
            "The interaction after the change; null where `userErrors` has any, and where it is changed but cannot be "
            "read back, which an error at this field says."
        )
    )
    user_errors: list[UserError] = strawberry.field(description=_USER_ERRORS)


@strawberry.type(description="The outcome of `deleteInteraction`.")
class DeleteInteractionPayload:
    """What is gone, or why it is not."""

    deleted_id: strawberry.ID | None = strawberry.field(
        description="The opaque `id` of the interaction that is gone; null where `userErrors` has any."
    )
    user_errors: list[UserError] = strawberry.field(description=_USER_ERRORS)


@strawberry.type(description="The outcome of `createContactMoment`.")
class CreateContactMomentPayload:
    """The new contact moment, or why there is none."""

    contact_moment_id: strawberry.ID | None = strawberry.field(
        description=(
            "The new contact moment's id in Procurios, not one of the graph's own; null where `userErrors` has any."
        )
    )
    contact_moment: ContactMoment | None = strawberry.field(
        description=(
            "The new contact moment; null where `userErrors` has any, where it is registered and does not show yet, "
            "and where it cannot be read back, which an error at this field says."
        )
    )
    user_errors: list[UserError] = strawberry.field(description=_USER_ERRORS)


@strawberry.type(description="The outcome of `exportEngagement`.")
class ExportEngagementPayload:
    """Whether the export was taken."""

    success: bool = strawberry.field(description="Whether SaleMove took the export on.")
    user_errors: list[UserError] = strawberry.field(description=_USER_ERRORS)
