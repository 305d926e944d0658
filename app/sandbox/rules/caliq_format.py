"""The two formats of Caliq's requests and answers ("Request Formats", "Response Formats")."""

import re
from typing import Any, Final
from xml.parsers.expat import ExpatError, ParserCreate
from xml.sax.saxutils import escape

import msgspec

from app.sandbox.store import Record
from app.sandbox.web import RefusalError

JSON_TYPES: Final = ("application/json", "text/json")
XML_TYPES: Final = ("application/xml", "text/xml")
_ROOT: Final = "InteractionCreateParams"
_NUMBERS: Final = ("ChannelID", "CustomerID", "ContactID")
_INTEGER: Final = re.compile(r"[+-]?\d{1,10}", re.ASCII)


def parameters(content_type: str, body: bytes) -> Record:
    """The parameters of a request by their names. Refuses with 400 what cannot be interpreted."""
    media_type = content_type.partition(";")[0].strip().lower()
    if media_type in XML_TYPES:
        return _from_xml(body)
    if media_type in JSON_TYPES:
        return _from_json(body)
    raise RefusalError(400, f"The Content-Type {content_type!r} is neither JSON nor XML")


def answers_in_xml(accept: str, content_type: str) -> bool:
    """The first format that Accept names, else the request's own."""
    for part in accept.lower().split(","):
        media_type = part.partition(";")[0].strip()
        if media_type in JSON_TYPES + XML_TYPES:
            return media_type in XML_TYPES
    return content_type.partition(";")[0].strip().lower() in XML_TYPES


def results(issues: list[Record], *, xml: bool) -> bytes:
    """The resource InteractionAddResults: OK where there are no issues."""
    if not xml:
        return msgspec.json.encode({"InteractionAddData": {"OK": not issues, "InteractionCreateIssues": issues}})
    listed = "".join(
        f"<InteractionCreateIssue><ID>{issue['ID']}</ID><Message>{escape(issue['Message'])}</Message>"
        f"<ExtraData>{escape(issue['ExtraData'])}</ExtraData></InteractionCreateIssue>"
        for issue in issues
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>'
        '<InteractionAddResults xmlns:xsd="http://www.w3.org/2001/XMLSchema"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<InteractionAddData><OK>{'false' if issues else 'true'}</OK>"
        f"<InteractionCreateIssues>{listed}</InteractionCreateIssues></InteractionAddData></InteractionAddResults>"
    ).encode()


def refusal(message: str, *, xml: bool) -> bytes:
    """The document shows no body for errors."""
    if xml:
        return f"<Error><Message>{escape(message)}</Message></Error>".encode()
    return msgspec.json.encode({"Message": message})


def _from_json(body: bytes) -> Record:
    try:
        return msgspec.json.decode(body, type=dict[str, Any])
    except msgspec.DecodeError as error:
        raise RefusalError(400, f"The body is not a JSON object: {error}") from None


class _Parameters:
    """Collects the children of the root element. Document types are refused, and with them every entity."""

    def __init__(self) -> None:
        self.values: Record = {}
        self._depth = 0
        self._name = ""
        self._text: list[str] = []
        self._nil = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth == 1 and name != _ROOT:
            raise RefusalError(400, f"The root element must be {_ROOT}, not {name}")
        if self._depth > 2:
            raise RefusalError(400, f"{self._name} must hold text")
        self._name, self._text = name, []
        self._nil = attributes.get("xsi:nil") in ("true", "1")

    def text(self, text: str) -> None:
        self._text.append(text)

    def end(self, name: str) -> None:
        self._depth -= 1
        if self._depth != 1:
            return
        value = "".join(self._text)
        if self._nil:
            self.values[name] = None
        elif name in _NUMBERS and _INTEGER.fullmatch(value.strip()):
            self.values[name] = int(value)
        else:
            self.values[name] = value

    def doctype(self, *_: object) -> None:
        raise RefusalError(400, "A document type is not allowed")


def _from_xml(body: bytes) -> Record:
    collected = _Parameters()
    parser = ParserCreate()
    parser.StartDoctypeDeclHandler = collected.doctype
    parser.StartElementHandler = collected.start
    parser.EndElementHandler = collected.end
    parser.CharacterDataHandler = collected.text
    try:
        parser.Parse(body, True)
    except ExpatError as error:
        raise RefusalError(400, f"The body is not well-formed XML: {error}") from None
    return collected.values
