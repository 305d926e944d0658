"""What can be asked of Caliq (POST api/v1/InteractionCreate), in either of its two formats."""

from xml.etree import ElementTree

import msgspec

from resolvers.exchange import VendorRequest
from resolvers.vendors.caliq.wire import Parameters

_PATH = "/api/v1/InteractionCreate"


def create_interaction(parameters: Parameters, body_format: str) -> VendorRequest:
    """The registration as JSON, or as XML where `body_format` is `xml`. The body holds the sign-in."""
    if body_format == "xml":
        return VendorRequest("POST", _PATH, (), _headers("application/xml"), _xml(parameters))
    return VendorRequest("POST", _PATH, (), _headers("application/json"), msgspec.json.encode(parameters))


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
    return body
