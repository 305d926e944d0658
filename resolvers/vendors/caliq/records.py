"""Caliq's answers, JSON or XML, read into one shape."""

from collections.abc import Iterable
from xml.etree import ElementTree

import msgspec

from resolvers.model.enums import Source
from resolvers.sources import decode
from resolvers.vendors.caliq import wire

_ANY = msgspec.json.Decoder()
_MARK = b"\xef\xbb\xbf"
"""What some servers put before UTF-8; it is no part of JSON."""


def result(body: bytes, content_type: str) -> wire.Result:
    """The result of a registration; SOURCE_BAD_RESPONSE where the body is none."""
    body = body.removeprefix(_MARK)
    if "xml" in content_type or ("json" not in content_type and body.lstrip().startswith(b"<")):
        return _from_xml(body)
    raw = decode.document(Source.CALIQ, body, _ANY)
    data = raw.get("InteractionAddData") if isinstance(raw, dict) else None
    if not isinstance(data, dict):
        raise decode.bad_response(Source.CALIQ, "the answer has no InteractionAddData with an OK")
    return _result(data.get("OK"), _listed(data.get("InteractionCreateIssues")))


def _listed(issues: object) -> list[object]:
    """The issues of JSON: a list, and what makes a list out of XML may leave one alone, or its name around it."""
    if isinstance(issues, dict) and "InteractionCreateIssue" in issues:
        issues = issues["InteractionCreateIssue"]
    if isinstance(issues, list):
        return issues
    return [] if issues is None else [issues]


def _result(ok: object, issues: Iterable[object]) -> wire.Result:
    """Each issue is read by itself: an odd one takes no other along."""
    found = decode.one(Source.CALIQ, {"OK": ok}, wire.Result)
    if found is None:
        raise decode.bad_response(Source.CALIQ, "InteractionAddData has no OK")
    texts = ({"Message": issue} if isinstance(issue, str) else issue for issue in issues)
    rows = decode.several(Source.CALIQ, (issue for issue in texts if issue is not None), wire.Issue)
    return wire.Result(found.ok, [row for row in rows if row is not None])


def _from_xml(body: bytes) -> wire.Result:
    try:
        parser = ElementTree.XMLParser(target=_Builder())  # noqa: S314 - refuses the only place to declare entities
        root = ElementTree.fromstring(body, parser)  # noqa: S314 - see above
    except (ElementTree.ParseError, LookupError, ValueError) as error:
        raise decode.bad_response(Source.CALIQ, f"the answer is not XML: {error}") from error
    data = next((node for node in root.iter() if _name(node) == "InteractionAddData"), None)
    if data is None:
        raise decode.bad_response(Source.CALIQ, "the answer has no InteractionAddData")
    issues = [
        {_name(child): child.text for child in node} for node in data.iter() if _name(node) == "InteractionCreateIssue"
    ]
    ok = next((node.text for node in data if _name(node) == "OK"), None)
    return _result((ok or "").strip(), issues)


class _Builder(ElementTree.TreeBuilder):
    """Builds no document that declares a type, whatever its encoding: entities grow, and reach out."""

    def doctype(self, *_: object) -> None:
        """Refuse it before anything in it is read."""
        raise decode.bad_response(Source.CALIQ, "the answer declares a document type, which is not documented")


def _name(node: ElementTree.Element) -> str:
    return node.tag.rpartition("}")[2]
