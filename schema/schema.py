"""The schema, assembled."""

from functools import partial
from typing import Final

import strawberry
from graphql import GraphQLError
from strawberry.federation.schema import FederationAny
from strawberry.schema.config import StrawberryConfig
from strawberry.types import ExecutionContext

from resolvers.model.errors import BadInput, Failure
from schema.contact import Contact
from schema.contact_moment import ContactMoment
from schema.conversion import bounded
from schema.engagement import Engagement, Operator
from schema.errors import code_all
from schema.federation import representation_of
from schema.info import Info
from schema.interaction import Interaction
from schema.mutation import Mutation
from schema.pending import watched
from schema.query import Query
from schema.scalars import SCALARS

_ENTITIES: Final = {entity.__name__: entity for entity in (Contact, Interaction, Engagement, ContactMoment, Operator)}


class Schema(strawberry.federation.Schema):
    """A subgraph whose every error has a code."""

    def process_errors(self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None) -> None:
        """In place of logging each with its traceback, which is costly while a source is down."""
        del execution_context
        code_all(errors)

    def entities_resolver(self, info: Info, representations: list[FederationAny]) -> list[FederationAny]:
        """One entity, or one error, for each representation; they are read concurrently.

        The inherited resolver fails all of them for one without a type that it knows.
        """
        bounded(representations, "representations")
        return [FederationAny(_entity(info, representation)) for representation in representations]


def _entity(info: Info, value: object) -> object:
    try:
        name, representation = representation_of(value)
        if name not in _ENTITIES:
            raise BadInput("representations: a __typename that is no entity of this graph")
        return watched(info, partial(_ENTITIES[name].resolve_reference, info, representation))
    except Failure as failure:
        return failure


schema: Final = Schema(
    query=Query,
    mutation=Mutation,
    config=StrawberryConfig(scalar_map=SCALARS),
    federation_version="2.11",
)


def sdl() -> str:
    """The SDL of the subgraph, federation directives included, ending in one line break."""
    return schema.as_str().rstrip("\n") + "\n"
