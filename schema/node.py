"""Everything in the graph that has an id of its own."""

import strawberry


@strawberry.interface(description="Anything that can be read again by its `id` alone.")
class Node:
    """A view of any record with an id."""

    id: strawberry.ID = strawberry.field(
        description=(
            "Opaque, unique in the whole graph, and always the same for the same record. Do not take it apart."
        )
    )
