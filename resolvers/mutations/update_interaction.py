"""Changes to an interaction: exactly one patch, that of the source which holds it."""

from resolvers.context import RequestContext
from resolvers.model.enums import Source
from resolvers.model.findings import Findings
from resolvers.model.ids import Kind
from resolvers.model.inputs import InteractionUpdate
from resolvers.model.user_errors import INVALID, REQUIRED, WRONG_SOURCE
from resolvers.model.write_results import InteractionUpdated
from resolvers.mutations.writing import writing
from resolvers.registry import offering
from resolvers.sources.writers import UpdatesInteractions


async def update_interaction(
    context: RequestContext, update: InteractionUpdate, *, read_back: bool = True
) -> InteractionUpdated:
    """Change it; `read_back` where the record is wanted afterwards."""
    async with writing(context):
        found = Findings()
        ref = found.key(("by",), update.by, Kind.INTERACTION, tuple(offering(UpdatesInteractions)))
        holder = ref.source if ref else next(iter(update.patches)) if len(update.patches) == 1 else None
        _check(update, holder, found)
        if found.errors or ref is None:
            return InteractionUpdated(user_errors=tuple(found.errors))
        access = context.access
        writer = context.registry.capability(ref.source, UpdatesInteractions)
        # What one lookup may cost, and the second look that is taken at most.
        reading = access.budgeted(ref.source, spare=1) if read_back else None
        return await writer.update_interaction(
            access.fetch(ref.source), ref, update.patches[ref.source], update.if_match, reading
        )


def _check(update: InteractionUpdate, holder: Source | None, found: Findings) -> None:
    """`holder` is the source of the interaction, as far as it is known."""
    sources = offering(UpdatesInteractions)
    _check_choice(update, holder, found)
    for source, patch in update.patches.items():
        sources[source].check_patch(patch, found)
    if update.if_match is not None:
        if holder is not None and not sources[holder].has_versions:
            found.add(("ifMatch",), f"{holder.name} has no versions", WRONG_SOURCE)
        else:
            found.version(("ifMatch",), update.if_match)


def _check_choice(update: InteractionUpdate, holder: Source | None, found: Findings) -> None:
    """Neither patch, several, or that of another source than the key's; a patch stands under its source's name."""
    names = [source.name.lower() for source in offering(UpdatesInteractions)]
    if not update.patches:
        where = (holder.name.lower(),) if holder else ()
        found.add(where, f"give the changes, in {' or in '.join(names)}", REQUIRED)
    if len(update.patches) > 1 and holder is None:
        found.add((), f"give only one of {' and '.join(names)}", INVALID)
    for source in update.patches:
        if holder is not None and source is not holder:
            found.add((source.name.lower(),), f"the interaction is one of {holder.name}", WRONG_SOURCE)
