"""The five vendors in this process, answering with their documents' examples but for one answer that a test chooses."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx
import msgspec
from strawberry.types.graphql import OperationType

from app.http import reply
from app.http.execution import body_of, execute
from app.http.operation import Operation
from resolvers.context import RequestContext
from resolvers.model.configuration import Configuration, SourceConfiguration
from resolvers.model.enums import Source
from resolvers.registry import Registry
from resolvers.transport.pool import Transport
from resolvers.vendors.caliq.configuration import Configuration as Caliq
from resolvers.vendors.lips.configuration import Configuration as Lips
from resolvers.vendors.polis.configuration import Configuration as Polis
from resolvers.vendors.procurios.configuration import Configuration as Procurios
from resolvers.vendors.salemove.configuration import Configuration as SaleMove
from tests.vendors.documents import sample

LIPS_ID = "4314774"
POLIS_ID = "7da76f74-7951-423a-be41-85a2551d16e7"
SALEMOVE_ID = "65f68744-40c5-4278-968a-6ee33df0722a"
TYPE = "ContactMomentPhone"
_MOMENTS = "/l/contact_moment_api/contact_moment"

ENDPOINTS: Mapping[str, tuple[str, str, str, str]] = {
    "lips list": ("lips", "GET", "/contact_interactions", "lips/list.json"),
    "lips update": ("lips", "PUT", f"/contact_interactions/{LIPS_ID}", "lips/update.json"),
    "polis list": ("polis", "GET", "/v2/interactions", "polis/list.json"),
    "polis one": ("polis", "GET", f"/v2/interactions/{POLIS_ID}", "polis/one.json"),
    "polis create": ("polis", "POST", "/v2/interactions", "polis/create.json"),
    "polis patch": ("polis", "PATCH", f"/v2/interactions/{POLIS_ID}", "polis/patch.json"),
    "polis delete": ("polis", "DELETE", f"/v2/interactions/{POLIS_ID}", "polis/one.json"),
    "salemove list": ("salemove", "GET", "/engagements", "salemove/list.json"),
    "salemove one": ("salemove", "GET", f"/engagements/{SALEMOVE_ID}", "salemove/one.json"),
    "salemove transcript": (
        "salemove",
        "GET",
        f"/engagements/{SALEMOVE_ID}/chat_transcript",
        "salemove/transcript.json",
    ),
    "salemove export": ("salemove", "POST", f"/engagements/{SALEMOVE_ID}/export", "salemove/export.json"),
    "procurios list": ("procurios", "GET", _MOMENTS, "procurios/list.json"),
    "procurios types": ("procurios", "GET", f"{_MOMENTS}/types", "procurios/types.json"),
    "procurios schema": ("procurios", "GET", f"{_MOMENTS}/type/{TYPE}/schema", "procurios/schema.json"),
    "procurios schema for a write": (
        "procurios",
        "GET",
        f"{_MOMENTS}/type/{TYPE}/schema",
        "procurios/schema.json",
    ),
    "procurios tags": ("procurios", "GET", f"{_MOMENTS}/tags", "procurios/tags.json"),
    "procurios create": ("procurios", "POST", f"{_MOMENTS}/type/{TYPE}", "procurios/create.json"),
    "caliq create": ("caliq", "POST", "/api/v1/InteractionCreate", "caliq/answer.json"),
}
"""What there is to be asked, by a name: the host, the method, the path, and the example of its answer."""

_CONFIGURATION: Mapping[Source, SourceConfiguration] = {
    Source.LIPS: Lips(base_url="http://lips", token="t", api_key="k", advertiser_ids=("USA_1",)),
    Source.POLIS: Polis(base_url="http://polis", token="t"),
    Source.PROCURIOS: Procurios(base_url="http://procurios"),
    Source.SALEMOVE: SaleMove(base_url="http://salemove", token="t", operator_ids=("o",), site_ids=("s",)),
    Source.CALIQ: Caliq(base_url="http://caliq", api_key="k"),
}
_SECOND_PAGES = {
    "lips": {"contact_interactions": [], "page": 2, "total_pages": 1},
    "polis": {"data": []},
    "procurios": [],
    "salemove": {"engagements": []},
}
"""No list goes on: of one without an end, a page is never complete."""


@dataclass
class Vendors(httpx.AsyncBaseTransport):
    """`body` is the answer of one endpoint, with a status and a type of its own."""

    endpoint: str
    body: bytes
    status: int = 200
    content_type: str = "application/json"
    asked: int = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The hostile answer, or an example."""
        asked = (request.url.host, request.method, request.url.path)
        place = request.url.params.get("page", "1"), request.url.params.get("skip", "0")
        if place != ("1", "0"):
            return httpx.Response(200, json=_SECOND_PAGES[request.url.host])
        if asked == ENDPOINTS[self.endpoint][:3]:
            self.asked += 1
            return httpx.Response(self.status, headers={"content-type": self.content_type}, content=self.body)
        known = [found for found in ENDPOINTS.values() if found[:3] == asked]
        if not known and not request.url.path.endswith("/chat_transcript"):
            return httpx.Response(404, json={"message": "no such thing"})
        content = sample(known[0][3]) if known else b"[]"
        return httpx.Response(200, headers={"content-type": "application/json"}, content=content)


def answer(vendors: Vendors, document: str) -> dict[str, Any]:
    """What the graph writes for an operation over these vendors, as a client reads it."""

    async def run() -> bytes:
        configuration = Configuration(sources=dict(_CONFIGURATION), scan_budget=8)
        registry = Registry(configuration)
        registry.transport = Transport(configuration, {}, engine=vendors)
        try:
            result = await execute(Operation(query=document), RequestContext(registry), set(OperationType))
            return bytes(reply.json(body_of(result)).body)
        finally:
            await registry.aclose()

    found: dict[str, Any] = msgspec.json.decode(asyncio.run(run()))
    return found
