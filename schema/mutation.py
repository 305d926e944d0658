"""Everything that can be changed."""

from typing import Annotated

import strawberry
from strawberry.types.nodes import SelectedField, Selection

from resolvers.model import write_results
from resolvers.mutations import (
    create_contact_moment,
    create_interaction,
    delete_interaction,
    export_engagement,
    update_interaction,
)
from schema import payloads, write_conversion, write_inputs
from schema.info import Info
from schema.keys import record_key
from schema.write_sizes import too_long


async def _create_interaction(
    info: Info,
    given: Annotated[
        write_inputs.CreateInteractionInput,
        strawberry.argument(name="input", description="What to create, and in which source."),
    ],
) -> write_results.InteractionCreated:
    if errors := too_long(given):
        return write_results.InteractionCreated(user_errors=errors)
    return await create_interaction.create_interaction(info.context, write_conversion.interaction_creation(given))


async def _update_interaction(
    info: Info,
    given: Annotated[
        write_inputs.UpdateInteractionInput,
        strawberry.argument(name="input", description="Which interaction, and what changes."),
    ],
) -> write_results.InteractionUpdated:
    if errors := too_long(given):
        return write_results.InteractionUpdated(user_errors=errors)
    return await update_interaction.update_interaction(
        info.context, write_conversion.interaction_update(given), read_back=_selects(info, "interaction")
    )


async def _delete_interaction(
    info: Info,
    given: Annotated[
        write_inputs.DeleteInteractionInput,
        strawberry.argument(name="input", description="Which interaction, and which version of it."),
    ],
) -> write_results.InteractionDeleted:
    if errors := too_long(given):
        return write_results.InteractionDeleted(user_errors=errors)
    return await delete_interaction.delete_interaction(info.context, write_conversion.interaction_deletion(given))


async def _create_contact_moment(
    info: Info,
    given: Annotated[
        write_inputs.CreateContactMomentInput,
        strawberry.argument(name="input", description="The contact moment to register."),
    ],
) -> write_results.ContactMomentCreated:
    if errors := too_long(given):
        return write_results.ContactMomentCreated(user_errors=errors)
    return await create_contact_moment.create_contact_moment(
        info.context, write_conversion.contact_moment_creation(given), read_back=_selects(info, "contactMoment")
    )


async def _export_engagement(
    info: Info,
    given: Annotated[
        write_inputs.ExportEngagementInput,
        strawberry.argument(name="input", description="Which engagement to export."),
    ],
) -> write_results.EngagementExported:
    if errors := too_long(given):
        return write_results.EngagementExported(user_errors=errors)
    return await export_engagement.export_engagement(info.context, record_key(given.by))


def _selects(info: Info, name: str) -> bool:
    """Whether the payload is asked for a field: what nobody asked for is not read back."""
    return any(_names(selection, name) for field in info.selected_fields for selection in field.selections)


def _names(selection: Selection, name: str) -> bool:
    """Also in a fragment, and where `@include` leaves it out: then one read is too many, and none too few."""
    if isinstance(selection, SelectedField):
        return selection.name == name
    return any(_names(nested, name) for nested in selection.selections)


@strawberry.type(
    description=(
        "What can be changed. What a person can put right comes back in `userErrors`; what a source or the "
        "network did wrong is an error with a code. `extensions.outcome` of such an error says what became of the "
        "write: `NOT_APPLIED`, `UNKNOWN` where the source may have done it, or `APPLIED` where only what it left "
        "cannot be read. Several mutations of one operation run one after the other, each whatever became of those "
        "before; one that fails is null, with its error at its path."
    )
)
class Mutation:
    """One field for each write that a source offers."""

    create_interaction = strawberry.field(
        _create_interaction,
        graphql_type=payloads.CreateInteractionPayload | None,
        description="Record a canvass in Polis, or an interaction in Caliq.",
    )
    update_interaction = strawberry.field(
        _update_interaction,
        graphql_type=payloads.UpdateInteractionPayload | None,
        description="Change the marks of an interaction of LIPS, or a canvass of Polis.",
    )
    delete_interaction = strawberry.field(
        _delete_interaction,
        graphql_type=payloads.DeleteInteractionPayload | None,
        description="Delete a canvass of Polis.",
    )
    create_contact_moment = strawberry.field(
        _create_contact_moment,
        graphql_type=payloads.CreateContactMomentPayload | None,
        description="Register a contact moment in Procurios.",
    )
    export_engagement = strawberry.field(
        _export_engagement,
        graphql_type=payloads.ExportEngagementPayload | None,
        description="Have SaleMove export an engagement to the CRM that it is connected with.",
    )
