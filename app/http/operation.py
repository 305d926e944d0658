"""Reading the operation out of an HTTP request."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import parse_qsl

import msgspec
from starlette.requests import ClientDisconnect, Request

MOST_BODY_BYTES: Final = 1024 * 1024
"""A longer body is refused with 413: no operation of this graph comes near it, bulk data has no business here."""


class Refusal(Exception):
    """The request is not one of GraphQL over HTTP; answered with that status."""

    def __init__(self, status: int, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.headers = headers


class Operation(msgspec.Struct, frozen=True, rename="camel"):
    """The parameters of a request, as the specification of GraphQL over HTTP names them."""

    query: str | None = None
    operation_name: str | None = None
    variables: dict[str, Any] | None = None
    extensions: dict[str, Any] | None = None


_BODY: Final = msgspec.json.Decoder(Operation)
_MAP: Final = msgspec.json.Decoder(dict[str, Any] | None)


def from_query_string(query_string: bytes) -> Operation:
    """Of a GET; `variables` and `extensions` are JSON, an empty parameter counts as none."""
    pairs = parse_qsl(query_string.decode("latin-1"))
    given = {name: value for name, value in pairs if value}
    maps = {name: _map(name, given.get(name)) for name in ("variables", "extensions")}
    return _complete(Operation(query=given.get("query"), operation_name=given.get("operationName"), **maps))


async def from_body(request: Request) -> Operation:
    """Of a POST. Refuses what is no JSON object, or too long."""
    _check_type(request.headers)
    body = await _read(request)
    try:
        return _complete(_BODY.decode(body))
    except msgspec.ValidationError as error:
        raise Refusal(400, f"The body is no GraphQL request: {error}") from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Refusal(400, f"The body is not JSON: {error}") from None


def _complete(operation: Operation) -> Operation:
    if not operation.query or not operation.query.strip():
        raise Refusal(400, "The request has no query.")
    if not operation.operation_name:
        return msgspec.structs.replace(operation, operation_name=None)
    return operation


def _check_type(headers: Mapping[str, str]) -> None:
    name, *parameters = (part.strip().lower() for part in headers.get("content-type", "").split(";"))
    if name != "application/json":
        raise Refusal(415, "The content-type of a request is application/json.")
    charsets = [value.strip('"') for key, _, value in (p.partition("=") for p in parameters) if key == "charset"]
    if any(charset not in ("utf-8", "utf8") for charset in charsets):
        raise Refusal(415, "A request is encoded in UTF-8.")
    if headers.get("content-encoding", "identity").lower() != "identity":
        raise Refusal(415, "A request is not compressed.", {"accept-encoding": "identity"})


async def _read(request: Request) -> bytes:
    # The connection is closed after it: what is left of the body would be taken for the next request.
    too_long = Refusal(413, f"A request is at most {MOST_BODY_BYTES} bytes long.", {"connection": "close"})
    declared = request.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > MOST_BODY_BYTES:
        raise too_long
    body = bytearray()
    try:
        async for piece in request.stream():
            body += piece
            if len(body) > MOST_BODY_BYTES:
                raise too_long
    except ClientDisconnect:
        raise Refusal(400, "The client broke off.") from None
    return bytes(body)


def _map(name: str, text: str | None) -> dict[str, Any] | None:
    try:
        return None if text is None else _MAP.decode(text)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise Refusal(400, f"{name}: {error}") from None
