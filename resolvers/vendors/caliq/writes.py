"""A new interaction in Caliq's terms: what is wrong with it, its parameters, and what Caliq says against it.

Sections Body Parameters and Response Information of the document; README.md says how its table is read.
"""

import re
import uuid
from collections.abc import Iterator
from typing import TypeVar

from msgspec import UnsetType

from resolvers.model import codes
from resolvers.model.inputs import CaliqCreation, CaliqInteractionKind, Path, UserError
from resolvers.vendors.caliq import wire

T = TypeVar("T")

_KINDS = {CaliqInteractionKind.CALL: "C", CaliqInteractionKind.EMAIL: "E", CaliqInteractionKind.VISIT: "V"}
_HEX = "[0-9a-fA-F]"
_HYPHENATED = f"{_HEX}{{8}}(?:-{_HEX}{{4}}){{3}}-{_HEX}{{12}}"
_GUID = re.compile(rf"(?:urn:uuid:)?{_HYPHENATED}|\{{{_HYPHENATED}\}}|\({_HYPHENATED}\)|{_HEX}{{32}}")
_UNSENDABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 has no character for (section 2.2); half a character can be sent in no format."""

_PATHS: dict[str, Path] = {
    "ChannelID": ("channelId",),
    "CustomerID": ("customerId",),
    "AccountNo": ("accountNo",),
    "ContactID": ("contactId",),
    "UniqueID": ("uniqueId",),
    "Kind": ("kind",),
    "ContactedBy": ("contactedBy",),
    "ContactedFirstName": ("contactedFirstName",),
    "ContactedSurname": ("contactedSurname",),
    "OnDateTime": ("occurredAt",),
    "Notes": ("notes",),
    "FollowUpDateTime": ("followUp", "at"),
    "FollowUpBy": ("followUp", "by"),
    "FollowUpNotes": ("followUp", "notes"),
}
"""The input's field for each of Caliq's parameters."""

_WORDS = {"Kind", "Notes"}
"""Parameters that are English words, too: they count as names only in Caliq's own spelling."""


def _spelling(name: str) -> str:
    """A pattern of the ways to write a parameter's name: `CustomerID`, `customer id`."""
    parts = re.findall(r"[A-Z]+[a-z]*", name)
    return name if name in _WORDS else rf"(?i:{'[ _]?'.join(parts)})"


_NAMED = re.compile(rf"(?<!\w)(?:{'|'.join(map(_spelling, sorted(_PATHS, key=len, reverse=True)))})(?!\w)")
_BY_NAME = {name.lower(): path for name, path in _PATHS.items()}
_TAKEN = re.compile(r"\b(already|duplicate|exists|used|processed|registered|taken)\b|not unique", re.IGNORECASE)
_OF_THIS = re.compile(r"\b(unique ?id|guid|interaction|call)\b", re.IGNORECASE)


# ---------------------------------------------------------------- before it is sent


def unique_id(creation: CaliqCreation) -> str | None:
    """The GUID to register under, in the hyphenated form: the one given or a new one; null where it is none.

    A GUID of zeros is none: whoever left it at that would have only the first of their interactions registered.
    """
    given = _value(creation.unique_id)
    if given is None:
        return str(uuid.uuid4())
    match = _GUID.fullmatch(given.strip())
    guid = uuid.UUID(match.group().strip("()")) if match else None
    return str(guid) if guid and guid.int else None


def problems(creation: CaliqCreation) -> tuple[UserError, ...]:
    """Everything that Caliq's table forbids, whatever it would be refused for."""
    return (*_odd_numbers(creation), *_odd_unique_id(creation), *_odd_texts(creation))


def _odd_numbers(creation: CaliqCreation) -> Iterator[UserError]:
    numbers = {"channelId": creation.channel_id, "customerId": creation.customer_id, "contactId": creation.contact_id}
    for name, given in numbers.items():
        if isinstance(given, int) and given < 1:
            yield UserError((name,), f"{name} must be a positive number", codes.OUT_OF_RANGE)


def _odd_unique_id(creation: CaliqCreation) -> Iterator[UserError]:
    if unique_id(creation) is None:
        message = "uniqueId must be a GUID, such as 0b1c7a5e-6f3a-4b6e-9a43-3d5d0e8f5f10, and not all zeros"
        yield UserError(("uniqueId",), message, codes.INVALID)


def _odd_texts(creation: CaliqCreation) -> Iterator[UserError]:
    no_customer = "where there is no customerId" if _value(creation.customer_id) is None else None
    no_contact = "where there is no contactId" if _value(creation.contact_id) is None else None
    yield from _odd_text(("accountNo",), creation.account_no, 10, no_customer)
    yield from _odd_text(("contactedBy",), creation.contacted_by, 10, "always")
    yield from _odd_text(("contactedFirstName",), creation.contacted_first_name, 50, no_contact)
    yield from _odd_text(("contactedSurname",), creation.contacted_surname, 50, no_contact)
    yield from _odd_text(("notes",), creation.notes)
    follow_up = _value(creation.follow_up)
    if follow_up is not None:
        yield from _odd_text(("followUp", "by"), follow_up.by, 10, "where there is a follow-up")
        yield from _odd_text(("followUp", "notes"), follow_up.notes)


def _odd_text(
    path: Path, given: str | UnsetType | None, longest: int | None = None, needed: str | None = None
) -> Iterator[UserError]:
    """`needed` says when it is, and is null where it is not. Blank is as good as nothing."""
    name, text = ".".join(path), _value(given) or ""
    if needed and not text.strip():
        yield UserError(path, f"{name} is needed {needed}", codes.REQUIRED)
    if longest and len(text) > longest:
        yield UserError(path, f"{name} must have at most {longest} characters, not {len(text)}", codes.TOO_LONG)
    odd = _UNSENDABLE.search(text)
    if odd:
        # Leaving it out would change what was noted. Both formats refuse it: which one is set is no caller's affair.
        yield UserError(path, f"{name} has a character that cannot be sent: U+{ord(odd.group()):04X}", codes.INVALID)


def parameters(creation: CaliqCreation, unique_id: str, api_key: str) -> wire.Parameters:
    """The parameters of a creation without problems.

    What the table's last column calls Required is sent empty where the wording makes it conditional, as the wording
    of FollowUpBy says ("Leave empty"): so it is there for whoever goes by the column, and not set for whoever goes
    by the wording. Everything else that is not set is left out.
    """
    follow_up = _value(creation.follow_up)
    return wire.Parameters(
        api_key=api_key,
        channel_id=creation.channel_id,
        customer_id=_value(creation.customer_id),
        account_no=_value(creation.account_no) or "",
        contact_id=_value(creation.contact_id),
        unique_id=unique_id,
        kind=_KINDS[creation.kind],
        contacted_by=creation.contacted_by,
        contacted_first_name=_value(creation.contacted_first_name) or "",
        contacted_surname=_value(creation.contacted_surname) or "",
        on_date_time=_value(creation.occurred_at),
        notes=_value(creation.notes),
        follow_up_date_time=None if follow_up is None else follow_up.at,
        follow_up_by="" if follow_up is None else follow_up.by,
        follow_up_notes=None if follow_up is None else _value(follow_up.notes),
    )


# ---------------------------------------------------------------- after it was answered


def complaints(result: wire.Result) -> tuple[UserError, ...]:
    """Why Caliq did not take it: one user error for each issue, with its id for a code; none where it did."""
    if result.ok:
        return ()
    return tuple(map(_complaint, result.issues or ())) or (_REFUSED,)


_REFUSED = UserError((), "Caliq refused it without a reason", codes.REJECTED)


def _complaint(issue: wire.Issue) -> UserError:
    message, extra = (issue.message or "").strip(), (issue.extra_data or "").strip()
    told = f"{message} ({extra})" if message and extra else message or extra
    code = codes.REJECTED if issue.id is None else str(issue.id)
    return UserError(field_named(extra) or field_named(message), told or _REFUSED.message, code)


def field_named(text: str) -> Path:
    """The input's field whose parameter the text names, if it is one; empty where there is none, or several."""
    named = {_BY_NAME[re.sub("[ _]", "", match.group()).lower()] for match in _NAMED.finditer(text)}
    return named.pop() if len(named) == 1 else ()


def taken_already(result: wire.Result, unique_id: str) -> bool:
    """Whether Caliq says no more than that the GUID was used before, or that it has the interaction."""
    return not result.ok and bool(result.issues) and all(_is_taken(issue, unique_id) for issue in result.issues or ())


def _is_taken(issue: wire.Issue, unique_id: str) -> bool:
    text = f"{issue.message} {issue.extra_data}"
    named = unique_id in text.lower() or _OF_THIS.search(text) is not None
    return _complaint(issue).field in {(), ("uniqueId",)} and named and _TAKEN.search(text) is not None


def _value(given: T | UnsetType | None) -> T | None:
    return None if isinstance(given, UnsetType) else given
