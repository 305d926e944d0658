"""The vendor's own words for what went wrong, out of the body of its answer."""

from collections.abc import Iterable
from xml.parsers import expat

import msgspec

from resolvers.transport.error_bodies import ErrorBody
from resolvers.transport.redaction import redact

MAX_CHARACTERS = 300
# An error text begins early; what comes after this is not looked at.
MAX_BYTES = 256 * 1024

_KEYS = ("errors", "error", "message", "detail", "error_description", "title", "description")
_BY_FIELD = ("errors",)
_XML_NAMES = frozenset({"message", "error", "detail"})


def vendor_message(body: bytes, content_type: str = "", secrets: Iterable[str] = ()) -> str | None:
    """The vendor's message as one line of at most 300 characters; None where it gave none for people.

    JSON: a string, or what stands under "errors", "error", "message", "detail" and their like, nested or in
    lists, in small letters or capitals. XML: the text of its Message elements; a document with a DOCTYPE is not
    read. Plain text as it is; HTML not at all, it being a page for somebody else. Secrets and URL queries are masked.
    """
    found = _texts(body[:MAX_BYTES], content_type.lower())
    unique = dict.fromkeys(" ".join(redact(text, secrets).split()) for text in found)
    line = "; ".join(text for text in unique if text)
    line = "".join(character if character.isprintable() else " " for character in line)
    if len(line) > MAX_CHARACTERS:
        line = line[: MAX_CHARACTERS - 1].rstrip() + "…"
    return line or None


def _texts(body: bytes, content_type: str) -> list[str]:
    start = body.lstrip(b"\xef\xbb\xbf \t\r\n")
    if "html" in content_type or start[:14].lower().startswith((b"<!doctype html", b"<html")):
        return []
    if "json" in content_type or start[:1] in (b"{", b"["):
        return _from_json(start)
    if "xml" in content_type or start[:1] == b"<":
        return _from_xml(start)
    if content_type.startswith("text/") or not content_type:
        return _from_text(start)
    return []


def _from_json(body: bytes) -> list[str]:
    try:
        return [text for _, text in ErrorBody(_KEYS, _BY_FIELD).sentences(msgspec.json.decode(body))]
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _from_text(body)


def _from_text(body: bytes) -> list[str]:
    text = body.decode("utf-8", errors="replace")
    return [] if "\x00" in text else [text]


class _Refused(Exception):
    """The document has a DOCTYPE."""


def _from_xml(body: bytes) -> list[str]:
    """Texts of the elements named like a message; what was read before an error in the document counts."""
    found: list[str] = []
    inside: list[bool] = []

    def start(name: str, _: object) -> None:
        inside.append(name.rpartition(":")[2].lower() in _XML_NAMES)
        if inside[-1]:
            found.append("")

    def characters(text: str) -> None:
        if inside and inside[-1]:
            found[-1] += text

    def refuse(*_: object) -> None:
        raise _Refused

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _: inside.pop()
    parser.CharacterDataHandler = characters
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(body, True)
    except _Refused:
        return []
    except (expat.ExpatError, ValueError, LookupError):
        pass
    return found
