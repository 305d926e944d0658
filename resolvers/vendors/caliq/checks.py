"""What is wrong with a new interaction, before it is sent (section Body Parameters; README.md says how it is read)."""

import re
import uuid
from collections.abc import Iterator

from msgspec import UnsetType

from resolvers.model.inputs import or_none
from resolvers.model.user_errors import INVALID, OUT_OF_RANGE, REQUIRED, TOO_LONG, Path, UserError
from resolvers.vendors.caliq.inputs import CaliqCreation

_HEX = "[0-9a-fA-F]"
_HYPHENATED = f"{_HEX}{{8}}(?:-{_HEX}{{4}}){{3}}-{_HEX}{{12}}"
_GUID = re.compile(rf"(?:urn:uuid:)?{_HYPHENATED}|\{{{_HYPHENATED}\}}|\({_HYPHENATED}\)|{_HEX}{{32}}")
_UNSENDABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 has no character for (section 2.2); half a character can be sent in no format."""


def unique_id(creation: CaliqCreation) -> str | None:
    """The GUID to register under, in the hyphenated form: the one given or a new one; null where it is none.

    A GUID of zeros is none: whoever left it at that would have only the first of their interactions registered.
    """
    given = or_none(creation.unique_id)
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
            yield UserError(("caliq", name), f"{name} must be a positive number", OUT_OF_RANGE)


def _odd_unique_id(creation: CaliqCreation) -> Iterator[UserError]:
    if unique_id(creation) is None:
        message = "uniqueId must be a GUID, such as 0b1c7a5e-6f3a-4b6e-9a43-3d5d0e8f5f10, and not all zeros"
        yield UserError(("caliq", "uniqueId"), message, INVALID)


def _odd_texts(creation: CaliqCreation) -> Iterator[UserError]:
    no_customer = "where there is no customerId" if or_none(creation.customer_id) is None else None
    no_contact = "where there is no contactId" if or_none(creation.contact_id) is None else None
    yield from _odd_text(("accountNo",), creation.account_no, 10, no_customer)
    yield from _odd_text(("contactedBy",), creation.contacted_by, 10, "always")
    yield from _odd_text(("contactedFirstName",), creation.contacted_first_name, 50, no_contact)
    yield from _odd_text(("contactedSurname",), creation.contacted_surname, 50, no_contact)
    yield from _odd_text(("notes",), creation.notes)
    follow_up = or_none(creation.follow_up)
    if follow_up is not None:
        yield from _odd_text(("followUp", "by"), follow_up.by, 10, "where there is a follow-up")
        yield from _odd_text(("followUp", "notes"), follow_up.notes)


def _odd_text(
    path: Path, given: str | UnsetType | None, longest: int | None = None, needed: str | None = None
) -> Iterator[UserError]:
    """`needed` says when it is, and is null where it is not. Blank is as good as nothing."""
    name, text = ".".join(path), or_none(given) or ""
    if needed and not text.strip():
        yield UserError(("caliq", *path), f"{name} is needed {needed}", REQUIRED)
    if longest and len(text) > longest:
        yield UserError(("caliq", *path), f"{name} must have at most {longest} characters, not {len(text)}", TOO_LONG)
    odd = _UNSENDABLE.search(text)
    if odd:
        # Leaving it out would change what was noted. Both formats refuse it: which one is set is no caller's affair.
        yield UserError(
            ("caliq", *path), f"{name} has a character that cannot be sent: U+{ord(odd.group()):04X}", INVALID
        )
