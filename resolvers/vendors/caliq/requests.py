"""What can be asked of Caliq (POST api/v1/InteractionCreate), in either of its two formats."""

from xml.etree import ElementTree

import msgspec

from resolvers.model.http import VendorRequest
from resolvers.vendors.caliq.wire import Parameters

_PATH = "/api/v1/InteractionCreate"


def create_interaction(parameters: Parameters, body_format: str) -> VendorRequest:
    """The registration as JSON, or as XML where `body_format` is `xml`. The body holds the sign-in.

    It may be repeated: its UniqueID makes Caliq do it once.
    """
    xml = body_format == "xml"
    headers = _headers("application/xml" if xml else "application/json")
    body = _xml(parameters) if xml else msgspec.json.encode(parameters)
    return VendorRequest("POST", _PATH, (), headers, body, repeatable=True)


def _headers(media_type: str) -> tuple[tuple[str, str], ...]:
    return (("content-type", media_type), ("accept", media_type))


def _xml(parameters: Parameters) -> bytes:
    root = ElementTree.Element(
        "InteractionCreateParams",
        {
            "xmlns:xsd": "http://www.w3.org/2001/XMLSchema",
            "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
        },
    )
    for name, value in msgspec.to_builtins(parameters).items():
        ElementTree.SubElement(root, name).text = str(value)
    body: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    # Only a reference to it survives: whoever reads XML takes a bare carriage return for the end of a line (2.11).
    return body.replace(b"\r", b"&#13;")
