"""Everything that can be changed."""

from collections.abc import Sequence
from typing import Annotated, TypeVar

import msgspec
import strawberry
from strawberry.types.nodes import SelectedField, Selection

from resolvers.model.inputs import UserError
from resolvers.model.write_outcome import writing
from resolvers.mutations import caliq, contact_moments, engagements, interactions
from schema import payloads, write_conversion, write_inputs
from schema.info import Info
from schema.write_checks import Findings

_Result = TypeVar(
    "_Result",
    interactions.Created,
    interactions.Updated,
    interactions.Deleted,
    contact_moments.MomentCreated,
    engagements.Exported,
)


async def _create_interaction(
    info: Info,
    given: Annotated[
        write_inputs.CreateInteractionInput,
        strawberry.argument(name="input", description="What to create, and in which source."),
    ],
) -> interactions.Created:
    async with writing(info.context):
        if given.caliq:
            creation = write_conversion.caliq_creation(given.caliq)
            taken = await caliq.create_interaction(info.context, creation)
            errors = _under(taken.user_errors, "input", "caliq")
            return interactions.Created(unique_id=taken.unique_id, user_errors=errors)
        assert given.polis  # noqa: S101  # the executor holds callers to exactly one of the two
        found = Findings()
        canvass = write_conversion.polis_creation(given.polis, found)
        if found.errors:
            return interactions.Created(user_errors=tuple(found.errors))
        return _prefixed(await interactions.create_polis(info.context, canvass))


async def _update_interaction(
    info: Info,
    given: Annotated[
        write_inputs.UpdateInteractionInput,
        strawberry.argument(name="input", description="Which interaction, and what changes."),
    ],
) -> interactions.Updated:
    async with writing(info.context):
        found = Findings()
        change = write_conversion.change(given, found)
        if found.errors or change.ref is None:
            return interactions.Updated(user_errors=tuple(found.errors))
        if change.polis:
            return _prefixed(await interactions.update_polis(info.context, change.ref, change.polis, change.if_match))
        assert change.lips  # noqa: S101  # neither patch would have been found
        read_back = _selects(info, "interaction")
        return _prefixed(await interactions.update_lips(info.context, change.ref, change.lips, read_back=read_back))


async def _delete_interaction(
    info: Info,
    given: Annotated[
        write_inputs.DeleteInteractionInput,
        strawberry.argument(name="input", description="Which interaction, and which version of it."),
    ],
) -> interactions.Deleted:
    async with writing(info.context):
        found = Findings()
        ref, if_match = write_conversion.deletion(given, found)
        if found.errors or ref is None:
            return interactions.Deleted(user_errors=tuple(found.errors))
        return _prefixed(await interactions.delete_polis(info.context, ref, if_match))


async def _create_contact_moment(
    info: Info,
    given: Annotated[
        write_inputs.CreateContactMomentInput,
        strawberry.argument(name="input", description="The contact moment to register."),
    ],
) -> contact_moments.MomentCreated:
    async with writing(info.context):
        found = Findings()
        creation = write_conversion.moment_creation(given, found)
        known = [msgspec.structs.replace(error, field=error.field[1:]) for error in found.errors]
        read_back = _selects(info, "contactMoment")
        return _prefixed(await contact_moments.create(info.context, creation, found=known, read_back=read_back))


async def _export_engagement(
    info: Info,
    given: Annotated[
        write_inputs.ExportEngagementInput,
        strawberry.argument(name="input", description="Which engagement to export."),
    ],
) -> engagements.Exported:
    async with writing(info.context):
        found = Findings()
        ref = write_conversion.export(given, found)
        if found.errors or ref is None:
            return engagements.Exported(user_errors=tuple(found.errors))
        return _prefixed(await engagements.export(info.context, ref))


def _selects(info: Info, name: str) -> bool:
    """Whether the payload is asked for a field: what nobody asked for is not read back."""
    return any(_names(selection, name) for field in info.selected_fields for selection in field.selections)


def _names(selection: Selection, name: str) -> bool:
    """Also in a fragment, and where `@include` leaves it out: then one read is too many, and none too few."""
    if isinstance(selection, SelectedField):
        return selection.name == name
    return any(_names(nested, name) for nested in selection.selections)


def _prefixed(result: _Result) -> _Result:
    """The resolvers tell paths from the input on; the contract's start at the argument."""
    return msgspec.structs.replace(result, user_errors=_under(result.user_errors, "input"))


def _under(errors: Sequence[UserError], *path: str) -> tuple[UserError, ...]:
    return tuple(error.under(*path) for error in errors)


@strawberry.type(
    description=(
        "What can be changed. What a person can put right comes back in `userErrors`; what a source or the "
        "network did wrong is an error with a code. `extensions.outcome` of such an error says what became of the "
        "write: `NOT_APPLIED`, `UNKNOWN` where the source may have done it, or `APPLIED` where only what it left "
        "cannot be read. Several mutations of one operation run one after the other, each whatever became of those "
        "before; where one fails there is no `data`, and `extensions.completed` of its error has the answers of the "
        "others."
    )
)
class Mutation:
    """One field for each write that a source offers."""

    create_interaction = strawberry.field(
        _create_interaction,
        graphql_type=payloads.CreateInteractionPayload,
        description="Record a canvass in Polis, or an interaction in Caliq.",
    )
    update_interaction = strawberry.field(
        _update_interaction,
        graphql_type=payloads.UpdateInteractionPayload,
        description="Change the marks of an interaction of LIPS, or a canvass of Polis.",
    )
    delete_interaction = strawberry.field(
        _delete_interaction,
        graphql_type=payloads.DeleteInteractionPayload,
        description="Delete a canvass of Polis.",
    )
    create_contact_moment = strawberry.field(
        _create_contact_moment,
        graphql_type=payloads.CreateContactMomentPayload,
        description="Register a contact moment in Procurios.",
    )
    export_engagement = strawberry.field(
        _export_engagement,
        graphql_type=payloads.ExportEngagementPayload,
        description="Have SaleMove export an engagement to the CRM that it is connected with.",
    )
