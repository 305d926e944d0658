"""Contact moments of Procurios, their types and tags."""

import strawberry
from strawberry.scalars import JSON

from resolvers.model import records
from resolvers.model.ids import Kind
from resolvers.queries import contact_moments
from schema import federation
from schema.contact import Contact
from schema.info import Info
from schema.touchpoint import Touchpoint


async def _described(info: Info, moment_type: records.ContactMomentType) -> records.ContactMomentType:
    if moment_type.listed:
        return moment_type
    return await contact_moments.describe(info.context, moment_type)


async def _title(root: strawberry.Parent[records.ContactMomentType], info: Info) -> str | None:
    return (await _described(info, root)).title


async def _addable(root: strawberry.Parent[records.ContactMomentType], info: Info) -> bool | None:
    return (await _described(info, root)).addable


async def _schema(root: strawberry.Parent[records.ContactMomentType], info: Info) -> object:
    return await contact_moments.type_schema(info.context, root.id)


@strawberry.type(description="A label on contact moments.")
class Tag:
    """A view of `records.Tag`."""

    id: strawberry.ID = strawberry.field(description="The tag's id in Procurios, not one of the graph's own ids.")
    name: str = strawberry.field(description="The tag's name.")


@strawberry.type(description="A type of contact moments, such as a telephone call.")
class ContactMomentType:
    """A view of `records.ContactMomentType`."""

    id: strawberry.ID = strawberry.field(
        description=("The type's id in Procurios, such as `ContactMomentPhone`, not one of the graph's own ids.")
    )
    title = strawberry.field(_title, description="The type's name for people; null where Procurios lists no such type.")
    addable = strawberry.field(
        _addable,
        description=(
            "Whether contact moments of this type can be created through the graph; null where Procurios "
            "lists no such type."
        ),
    )
    schema = strawberry.field(
        _schema,
        graphql_type=JSON | None,
        description=(
            "The JSON Schema that a new contact moment of this type must satisfy. Read from Procurios only "
            "when asked for; null where it has none."
        ),
    )


@strawberry.federation.type(
    keys=federation.NODE_KEYS, description="Contact between people, as registered in the CRM (Procurios)."
)
class ContactMoment(Touchpoint):
    """A view of `records.ContactMoment`."""

    subject: str | None = strawberry.field(description="What it was about; null where none was registered.")
    type: ContactMomentType = strawberry.field(description="What kind of contact it was.")
    sender: Contact | None = strawberry.field(description="Who made contact; null where nobody was registered.")
    recipients: list[Contact] = strawberry.field(description="Who was contacted; the same as `contacts`.")
    action: int | None = strawberry.field(
        description="The number of the action it was registered through; null where there was none."
    )
    tags: list[Tag] = strawberry.field(description="Its labels; empty where it has none.")

    @classmethod
    def is_type_of(cls, value: object, _info: object) -> bool:
        """Whether the record is one that this type shows."""
        return isinstance(value, records.ContactMoment)

    @classmethod
    async def resolve_reference(
        cls, info: Info, representation: federation.Representation
    ) -> records.ContactMoment | None:
        """The contact moment a gateway names; null where there is none."""
        ref = federation.entity_ref(representation, Kind.CONTACT_MOMENT)
        return await contact_moments.lookup(info.context, ref)
