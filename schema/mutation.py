"""Everything that can be changed."""

from typing import Annotated, NoReturn

import strawberry

from resolvers.failures import ErrorCode, Failure
from schema import payloads, write_inputs
from schema.info import Info


def _not_available(info: Info) -> NoReturn:
    """The one place where writing stops until the resolvers can write."""
    raise Failure(ErrorCode.INTERNAL, f"{info.field_name} is not available yet")


async def _create_interaction(
    info: Info,
    given: Annotated[
        write_inputs.CreateInteractionInput,
        strawberry.argument(name="input", description="What to create, and in which source."),
    ],
) -> payloads.CreateInteractionPayload:
    del given
    _not_available(info)


async def _update_interaction(
    info: Info,
    given: Annotated[
        write_inputs.UpdateInteractionInput,
        strawberry.argument(name="input", description="Which interaction, and what changes."),
    ],
) -> payloads.UpdateInteractionPayload:
    del given
    _not_available(info)


async def _delete_interaction(
    info: Info,
    given: Annotated[
        write_inputs.DeleteInteractionInput,
        strawberry.argument(name="input", description="Which interaction, and which version of it."),
    ],
) -> payloads.DeleteInteractionPayload:
    del given
    _not_available(info)


async def _create_contact_moment(
    info: Info,
    given: Annotated[
        write_inputs.CreateContactMomentInput,
        strawberry.argument(name="input", description="The contact moment to register."),
    ],
) -> payloads.CreateContactMomentPayload:
    del given
    _not_available(info)


async def _export_engagement(
    info: Info,
    given: Annotated[
        write_inputs.ExportEngagementInput,
        strawberry.argument(name="input", description="Which engagement to export."),
    ],
) -> payloads.ExportEngagementPayload:
    del given
    _not_available(info)


@strawberry.type(
    description=(
        "What can be changed. What a person can put right comes back in `userErrors`; what a source or the "
        "network did wrong is an error with a code."
    )
)
class Mutation:
    """One field for each write that a source offers."""

    create_interaction = strawberry.field(
        _create_interaction, description="Record a canvass in Polis, or an interaction in Caliq."
    )
    update_interaction = strawberry.field(
        _update_interaction, description="Change the marks of an interaction of LIPS, or a canvass of Polis."
    )
    delete_interaction = strawberry.field(_delete_interaction, description="Delete a canvass of Polis.")
    create_contact_moment = strawberry.field(
        _create_contact_moment, description="Register a contact moment in Procurios."
    )
    export_engagement = strawberry.field(
        _export_engagement,
        description="Have SaleMove export an engagement to the CRM that it is connected with.",
    )
