"""What Caliq says against a registration (section Response Information), as user errors."""

import re

from resolvers.model.user_errors import REJECTED, Path, UserError
from resolvers.sources.field_names import FieldNames
from resolvers.vendors.caliq import wire

_PATHS: dict[str, Path] = {
    "ChannelID": ("caliq", "channelId"),
    "CustomerID": ("caliq", "customerId"),
    "AccountNo": ("caliq", "accountNo"),
    "ContactID": ("caliq", "contactId"),
    "UniqueID": ("caliq", "uniqueId"),
    "Kind": ("caliq", "kind"),
    "ContactedBy": ("caliq", "contactedBy"),
    "ContactedFirstName": ("caliq", "contactedFirstName"),
    "ContactedSurname": ("caliq", "contactedSurname"),
    "OnDateTime": ("caliq", "occurredAt"),
    "Notes": ("caliq", "notes"),
    "FollowUpDateTime": ("caliq", "followUp", "at"),
    "FollowUpBy": ("caliq", "followUp", "by"),
    "FollowUpNotes": ("caliq", "followUp", "notes"),
}
"""The input's field for each of Caliq's parameters."""

named = FieldNames(_PATHS, exact=("Kind", "Notes"))
"""The input's field whose parameter a text names. Some parameters are English words, too."""

_TAKEN = re.compile(r"\b(already|duplicate|exists|used|processed|registered|taken)\b|not unique", re.IGNORECASE)
_OF_THIS = re.compile(r"\b(unique ?id|guid|interaction|call)\b", re.IGNORECASE)


def complaints(result: wire.Result) -> tuple[UserError, ...]:
    """Why Caliq did not take it: one user error for each issue, with its id for a code; none where it did."""
    if result.ok:
        return ()
    return tuple(map(_complaint, result.issues or ())) or (_REFUSED,)


_REFUSED = UserError(("caliq",), "Caliq refused it without a reason", REJECTED)


def _complaint(issue: wire.Issue) -> UserError:
    message, extra = (issue.message or "").strip(), (issue.extra_data or "").strip()
    told = f"{message} ({extra})" if message and extra else message or extra
    code = REJECTED if issue.id is None else str(issue.id)
    return UserError(named(extra) or named(message) or ("caliq",), told or _REFUSED.message, code)


def taken_already(result: wire.Result, unique_id: str) -> bool:
    """Whether Caliq says no more than that the GUID was used before, or that it has the interaction."""
    return not result.ok and bool(result.issues) and all(_is_taken(issue, unique_id) for issue in result.issues or ())


def _is_taken(issue: wire.Issue, unique_id: str) -> bool:
    text = f"{issue.message} {issue.extra_data}"
    named = unique_id in text.lower() or _OF_THIS.search(text) is not None
    return _complaint(issue).path in {("caliq",), ("caliq", "uniqueId")} and named and _TAKEN.search(text) is not None
