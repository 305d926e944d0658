"""The arguments that connections share."""

from typing import Annotated, TypeAlias

import strawberry

from schema import inputs

First: TypeAlias = Annotated[
    int | None, strawberry.argument(description="How many records at most, from 1 to 100. Null means 25.")
]
After: TypeAlias = Annotated[
    str | None,
    strawberry.argument(
        description=(
            "Go on behind this cursor, taken from a page of the same filter and order. Omit it for the first page."
        )
    ),
]
OrderBy: TypeAlias = Annotated[
    inputs.TouchpointOrder | None,
    strawberry.argument(description="The order of the records. Omit it for the newest first."),
]
By: TypeAlias = Annotated[
    inputs.RecordKey,
    strawberry.argument(description="Which record: by its `id`, or by its key in its source."),
]

_WHERE = "Only records for which every field that is set holds. Omit it for all of them."

InteractionWhere: TypeAlias = Annotated[
    inputs.InteractionFilter | None, strawberry.argument(name="filter", description=_WHERE)
]
EngagementWhere: TypeAlias = Annotated[
    inputs.EngagementFilter | None, strawberry.argument(name="filter", description=_WHERE)
]
ContactMomentWhere: TypeAlias = Annotated[
    inputs.ContactMomentFilter | None, strawberry.argument(name="filter", description=_WHERE)
]
TouchpointWhere: TypeAlias = Annotated[
    inputs.TouchpointFilter | None, strawberry.argument(name="filter", description=_WHERE)
]
ContactWhere: TypeAlias = Annotated[inputs.ContactFilter | None, strawberry.argument(name="filter", description=_WHERE)]
