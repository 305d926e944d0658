"""What each source can do, and how it is doing now."""

from collections.abc import Sequence

import msgspec

from resolvers.context import RequestContext
from resolvers.model.enums import CircuitState, Source
from resolvers.registry import SOURCE_CLASSES


class SourceInfo(msgspec.Struct, frozen=True):
    """A source, configured or not. `pushdown` names the filter fields that its vendor can apply."""

    source: Source
    configured: bool
    operations: tuple[str, ...]
    pushdown: tuple[str, ...]
    circuit: CircuitState


async def sources(context: RequestContext) -> Sequence[SourceInfo]:
    """Every source, in their order."""
    registry = context.registry
    return [
        SourceInfo(
            source=source,
            configured=registry.configured(source),
            operations=vendor.operations,
            pushdown=vendor.pushdown,
            circuit=registry.circuit(source),
        )
        for source, vendor in SOURCE_CLASSES.items()
    ]
