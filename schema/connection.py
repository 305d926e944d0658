"""Pages of records, in the manner of Relay, each with a report on its sources."""

import strawberry

from schema.contact import Contact
from schema.contact_moment import ContactMoment
from schema.engagement import Engagement
from schema.interaction import Interaction
from schema.source_info import SourceReport
from schema.touchpoint import Touchpoint

_CURSOR = "Opaque place right behind this record, for `after`. Valid for the same filter and order only."
_EDGES = "The records with their cursors, in order."
_NODES = "The records without their cursors, in order."


@strawberry.federation.type(shareable=True, description="Where a page stands in the whole. Paging goes forward only.")
class PageInfo:
    """A view of `connection.PageInfo`."""

    has_next_page: bool = strawberry.field(
        description="Whether more may follow: also true where a source failed or reading stopped early."
    )
    has_previous_page: bool = strawberry.field(description="Whether this page was asked for with `after`.")
    start_cursor: str | None = strawberry.field(description="The cursor of the first record; null on an empty page.")
    end_cursor: str | None = strawberry.field(
        description="What to give as `after` for the next page; null where there is nothing to go on from."
    )


@strawberry.type
class _Connection:
    """What all connections share; it is no type of the graph itself."""

    page_info: PageInfo = strawberry.field(description="Where this page stands in the whole.")
    total_count: int | None = strawberry.field(
        description="How many records match in all; null where that cannot be known without reading them."
    )
    sources: list[SourceReport] = strawberry.field(
        description="How each source did on this page. Look here to learn whether something is missing."
    )


@strawberry.type(description="An interaction on a page.")
class InteractionEdge:
    """A view of `connection.Edge`."""

    cursor: str = strawberry.field(description=_CURSOR)
    node: Interaction = strawberry.field(description="The interaction.")


@strawberry.type(description="A page of interactions.")
class InteractionConnection(_Connection):
    """A view of `connection.Connection`."""

    edges: list[InteractionEdge] = strawberry.field(description=_EDGES)
    nodes: list[Interaction] = strawberry.field(description=_NODES)


@strawberry.type(description="An engagement on a page.")
class EngagementEdge:
    """A view of `connection.Edge`."""

    cursor: str = strawberry.field(description=_CURSOR)
    node: Engagement = strawberry.field(description="The engagement.")


@strawberry.type(description="A page of engagements.")
class EngagementConnection(_Connection):
    """A view of `connection.Connection`."""

    edges: list[EngagementEdge] = strawberry.field(description=_EDGES)
    nodes: list[Engagement] = strawberry.field(description=_NODES)


@strawberry.type(description="A contact moment on a page.")
class ContactMomentEdge:
    """A view of `connection.Edge`."""

    cursor: str = strawberry.field(description=_CURSOR)
    node: ContactMoment = strawberry.field(description="The contact moment.")


@strawberry.type(description="A page of contact moments.")
class ContactMomentConnection(_Connection):
    """A view of `connection.Connection`."""

    edges: list[ContactMomentEdge] = strawberry.field(description=_EDGES)
    nodes: list[ContactMoment] = strawberry.field(description=_NODES)


@strawberry.type(description="A touchpoint on a page.")
class TouchpointEdge:
    """A view of `connection.Edge`."""

    cursor: str = strawberry.field(description=_CURSOR)
    node: Touchpoint = strawberry.field(description="The touchpoint, of whichever type.")


@strawberry.type(description="A page of touchpoints of all sources, merged into one order.")
class TouchpointConnection(_Connection):
    """A view of `connection.Connection`."""

    edges: list[TouchpointEdge] = strawberry.field(description=_EDGES)
    nodes: list[Touchpoint] = strawberry.field(description=_NODES)


@strawberry.type(description="A contact on a page.")
class ContactEdge:
    """A view of `connection.Edge`."""

    cursor: str = strawberry.field(description=_CURSOR)
    node: Contact = strawberry.field(description="The contact.")


@strawberry.type(description="A page of contacts.")
class ContactConnection(_Connection):
    """A view of `connection.Connection`."""

    edges: list[ContactEdge] = strawberry.field(description=_EDGES)
    nodes: list[Contact] = strawberry.field(description=_NODES)
