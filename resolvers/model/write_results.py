"""What came of a write: one record for each payload of the contract. With user errors, nothing was done."""

import msgspec

from resolvers.model.records import ContactMoment, Interaction
from resolvers.model.user_errors import UserError
from resolvers.model.write_outcome import WriteFailure


class InteractionCreated(msgspec.Struct, frozen=True):
    """The new record, or the key it was taken under where the source gives no record back."""

    interaction: Interaction | None = None
    unique_id: str | None = None
    user_errors: tuple[UserError, ...] = ()


class InteractionUpdated(msgspec.Struct, frozen=True):
    """The record after the change.

    A failure in the place of the record says that the change is made, and why the record cannot be shown.
    """

    interaction: Interaction | WriteFailure | None = None
    user_errors: tuple[UserError, ...] = ()


class InteractionDeleted(msgspec.Struct, frozen=True):
    """The opaque id of what is gone."""

    deleted_id: str | None = None
    user_errors: tuple[UserError, ...] = ()


class ContactMomentCreated(msgspec.Struct, frozen=True):
    """The source's own id, and the record where it shows already.

    A failure in the place of the record says that it is registered, and why the record cannot be shown.
    """

    contact_moment_id: str | None = None
    contact_moment: ContactMoment | WriteFailure | None = None
    user_errors: tuple[UserError, ...] = ()


class EngagementExported(msgspec.Struct, frozen=True):
    """Whether the source took it on."""

    success: bool = False
    user_errors: tuple[UserError, ...] = ()
