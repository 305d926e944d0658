"""Caliq as it spells itself (POST api/v1/InteractionCreate)."""

import msgspec


class Parameters(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Body Parameters, in the document's order and spelling; null leaves a parameter out."""

    api_key: str = msgspec.field(name="apiKey")
    channel_id: int = msgspec.field(name="ChannelID")
    customer_id: int | None = msgspec.field(name="CustomerID", default=None)
    account_no: str | None = msgspec.field(name="AccountNo", default=None)
    contact_id: int | None = msgspec.field(name="ContactID", default=None)
    unique_id: str = msgspec.field(name="UniqueID")
    kind: str = msgspec.field(name="Kind")
    contacted_by: str = msgspec.field(name="ContactedBy")
    contacted_first_name: str | None = msgspec.field(name="ContactedFirstName", default=None)
    contacted_surname: str | None = msgspec.field(name="ContactedSurname", default=None)
    on_date_time: str | None = msgspec.field(name="OnDateTime", default=None)
    notes: str | None = msgspec.field(name="Notes", default=None)
    follow_up_date_time: str | None = msgspec.field(name="FollowUpDateTime", default=None)
    follow_up_by: str | None = msgspec.field(name="FollowUpBy", default=None)
    follow_up_notes: str | None = msgspec.field(name="FollowUpNotes", default=None)


class Issue(msgspec.Struct, gc=False, rename="pascal"):
    """Why a registration was not taken."""

    id: int | None = msgspec.field(name="ID", default=None)
    message: str | None = None
    extra_data: str | None = None


class Result(msgspec.Struct, gc=False):
    """Section Response Information: `InteractionAddData`."""

    ok: bool = msgspec.field(name="OK")
    issues: list[Issue] | None = msgspec.field(name="InteractionCreateIssues", default=None)


class Answer(msgspec.Struct, gc=False):
    """The envelope of a result."""

    data: Result = msgspec.field(name="InteractionAddData")
