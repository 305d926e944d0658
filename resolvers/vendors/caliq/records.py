"""Caliq's answers, JSON or XML, read into one shape."""

from xml.etree import ElementTree

import msgspec

from resolvers import decode
from resolvers.vendors.caliq import wire
from resolvers.vocabulary import Source

_ANSWER = msgspec.json.Decoder(wire.Answer, strict=False)


def result(body: bytes, content_type: str) -> wire.Result:
    """The result of a registration; SOURCE_BAD_RESPONSE where the body is none."""
    if "xml" in content_type:
        return _from_xml(body)
    return decode.document(Source.CALIQ, body, _ANSWER).data


def _from_xml(body: bytes) -> wire.Result:
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        raise decode.bad_response(Source.CALIQ, "the answer declares a document type, which is not documented")
    try:
        root = ElementTree.fromstring(body)  # noqa: S314 - a body that could declare entities was refused above
    except ElementTree.ParseError as error:
        raise decode.bad_response(Source.CALIQ, f"the answer is not XML: {error}") from error
    data = next((node for node in root.iter() if _name(node) == "InteractionAddData"), None)
    if data is None:
        raise decode.bad_response(Source.CALIQ, "the answer has no InteractionAddData")
    issues = [
        {_name(child): child.text for child in node} for node in data.iter() if _name(node) == "InteractionCreateIssue"
    ]
    ok = next((node.text for node in data if _name(node) == "OK"), None)
    raw = {"OK": (ok or "").strip(), "InteractionCreateIssues": issues}
    found = decode.one(Source.CALIQ, raw, wire.Result)
    if found is None:
        raise decode.bad_response(Source.CALIQ, "InteractionAddData has no OK")
    return found


def _name(node: ElementTree.Element) -> str:
    return node.tag.rpartition("}")[2]
