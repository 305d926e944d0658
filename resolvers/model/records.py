"""The vocabulary between the floors: one frozen record for each type of the contract.

Plain attributes carry the contract's names in snake case and their final values, so that a schema type maps to
its record one to one by name. Times are text in the contract's form (`resolvers.model.timestamps`). What costs
something to make (an id, a summary) is a property, made when it is asked for.
"""

import msgspec

from resolvers.model import summaries
from resolvers.model.enums import ChatSenderKind, EngagementKind, InteractionKind, Source
from resolvers.model.ids import Kind, encode_id


class PhoneNumber(msgspec.Struct, frozen=True):
    """A number as the vendor writes it, with the vendor's word for its type."""

    number: str
    type: str | None = None


class Contact(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody on the other side. Without details it is a reference: an identity, and a name where one is known.

    `bare` says that not even a record that names the contact was read.
    """

    source: Source
    source_id: str
    display_name: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    company: str | None = None
    title: str | None = None
    phone_numbers: tuple[PhoneNumber, ...] = ()
    created_at: str | None = None
    external_source: str | None = None
    interaction_external_source: str | None = None
    bare: bool = False

    @property
    def id(self) -> str:
        """The opaque id. It has no locator: the same contact has one id, whichever record names it."""
        return encode_id(Kind.CONTACT, self.source, self.source_id)


class Attribution(msgspec.Struct, frozen=True, kw_only=True):
    """Where an interaction came from."""

    campaign_id: str | None = None
    campaign_name: str | None = None
    channel: str | None = None
    referrer_type: str | None = None
    referrer_source: str | None = None
    influencing_campaign: str | None = None


class Call(msgspec.Struct, frozen=True):
    """What is known of a telephone call."""

    recording_url: str | None = None
    duration_seconds: int | None = None


class SurveyField(msgspec.Struct, frozen=True):
    """One answer field; `value` is whatever JSON the vendor keeps there."""

    name: str
    value: object = None


class SurveyResponse(msgspec.Struct, frozen=True):
    """The answers to one question."""

    question_id: str
    fields: tuple[SurveyField, ...] = ()


class Survey(msgspec.Struct, frozen=True):
    """A survey as it was answered at the door."""

    survey_id: str
    responses: tuple[SurveyResponse, ...] = ()


class Location(msgspec.Struct, frozen=True):
    """A place on Earth in degrees, and the vendor's measure of how accurate it is."""

    latitude: float | None = None
    longitude: float | None = None
    confidence: float | None = None


class Canvass(msgspec.Struct, frozen=True, kw_only=True):
    """What a canvasser recorded at the door."""

    successful: bool | None = None
    unavailable: bool | None = None
    unavailable_reason: str | None = None
    distance_miles: float | None = None
    status_id: str | None = None
    walklist_id: str | None = None
    turf_id: str | None = None
    household_id: str | None = None
    contact_household_id: str | None = None
    survey: Survey | None = None
    location: Location | None = None
    customer_id: str | None = None
    security_group_id: str | None = None
    created_by: str | None = None
    modified_by: str | None = None
    is_deleted: bool | None = None


class Interaction(msgspec.Struct, frozen=True, kw_only=True):
    """A lead event (LIPS) or a canvass (Polis)."""

    source: Source
    source_id: str
    locator: str | None = None
    occurred_at: str | None = None
    kind: InteractionKind = InteractionKind.OTHER
    kind_name: str | None = None
    contact: Contact | None = None
    display_name: str | None = None
    created_at: str | None = None
    updated_at: str | None = None
    external_source: str | None = None
    read: bool | None = None
    important: bool | None = None
    attribution: Attribution | None = None
    call: Call | None = None
    canvass: Canvass | None = None
    version: str | None = None

    @property
    def id(self) -> str:
        """The opaque id."""
        return encode_id(Kind.INTERACTION, self.source, self.source_id, self.locator)

    @property
    def contacts(self) -> tuple[Contact, ...]:
        """Everyone on the other side."""
        return () if self.contact is None else (self.contact,)

    @property
    def parties(self) -> tuple[Contact, ...]:
        """Everyone who took part, but for the organisation's own."""
        return self.contacts

    @property
    def summary(self) -> str:
        """One line for people."""
        return summaries.interaction(self)


class Operator(msgspec.Struct, frozen=True):
    """Somebody on the organisation's side; the vendor gives a link, and a name only in transcripts."""

    source: Source
    source_id: str
    name: str | None = None
    url: str | None = None


class EngagementFeatures(msgspec.Struct, frozen=True):
    """What was used during an engagement; null where the vendor does not say."""

    cobrowsing: bool | None = None
    video: bool | None = None
    audio: bool | None = None


class Engagement(msgspec.Struct, frozen=True, kw_only=True):
    """A live engagement with a visitor."""

    source: Source
    source_id: str
    kind: EngagementKind = EngagementKind.OTHER
    kind_name: str | None = None
    created_at: str | None = None
    duration_seconds: int | None = None
    visitor: Contact | None = None
    visitor_name: str | None = None
    operators: tuple[Operator, ...] = ()
    features: EngagementFeatures = EngagementFeatures()
    flagged: bool | None = None
    audio_recording_urls: tuple[str, ...] = ()
    crm_forwarded: bool | None = None
    summary_forwarded: bool | None = None

    @property
    def id(self) -> str:
        """The opaque id."""
        return encode_id(Kind.ENGAGEMENT, self.source, self.source_id)

    @property
    def occurred_at(self) -> str | None:
        """An engagement occurs when it is created."""
        return self.created_at

    @property
    def contacts(self) -> tuple[Contact, ...]:
        """Everyone on the other side."""
        return () if self.visitor is None else (self.visitor,)

    @property
    def parties(self) -> tuple[Contact, ...]:
        """Everyone who took part, but for the organisation's own."""
        return self.contacts

    @property
    def summary(self) -> str:
        """One line for people."""
        return summaries.engagement(self)


class ChatSender(msgspec.Struct, frozen=True):
    """Who wrote a message; `contact` for a visitor, `operator` for an operator."""

    kind: ChatSenderKind
    name: str | None = None
    contact: Contact | None = None
    operator: Operator | None = None


class ChatMessage(msgspec.Struct, frozen=True):
    """One line of a transcript, in the vendor's order."""

    message: str
    sender: ChatSender
    created_at: str | None = None


class Tag(msgspec.Struct, frozen=True):
    """A label on a contact moment."""

    id: str
    name: str


class ContactMomentType(msgspec.Struct, frozen=True):
    """A type of contact moments. `listed` tells one that the vendor's list describes from a mere reference."""

    id: str
    title: str | None = None
    addable: bool | None = None
    listed: bool = False


class ContactMoment(msgspec.Struct, frozen=True, kw_only=True):
    """A registration of contact between the organisation and third parties."""

    source: Source
    source_id: str
    occurred_at: str | None = None
    subject: str | None = None
    type: ContactMomentType
    sender: Contact | None = None
    recipients: tuple[Contact, ...] = ()
    action: int | None = None
    tags: tuple[Tag, ...] = ()

    @property
    def id(self) -> str:
        """The opaque id. It has no locator: there is nothing by which a contact moment is found that never changes."""
        return encode_id(Kind.CONTACT_MOMENT, self.source, self.source_id)

    @property
    def contacts(self) -> tuple[Contact, ...]:
        """The recipients: who was contacted."""
        return self.recipients

    @property
    def parties(self) -> tuple[Contact, ...]:
        """Everyone who took part, the sender included."""
        return self.recipients if self.sender is None else (self.sender, *self.recipients)

    @property
    def summary(self) -> str:
        """One line for people."""
        return summaries.contact_moment(self)


Touchpoint = Interaction | Engagement | ContactMoment
