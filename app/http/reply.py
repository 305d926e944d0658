"""JSON answers, and errors in the one form that clients of a graph know."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec
from graphql import GraphQLError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from resolvers.model.errors import ErrorCode

JSON: Final = "application/json"
GRAPHQL_JSON: Final = "application/graphql-response+json"

_ENCODER: Final = msgspec.json.Encoder()
_CODES: Final = {404: ErrorCode.NOT_FOUND, 500: ErrorCode.INTERNAL, 503: ErrorCode.INTERNAL}
_LOST: Final = "The server failed to answer this; its log says why."


def json(value: Any, status: int = 200, media_type: str = JSON, headers: Mapping[str, str] | None = None) -> Response:
    """A value as JSON in UTF-8."""
    content_type = {"content-type": f"{media_type}; charset=utf-8"}
    return Response(_ENCODER.encode(value), status, {**content_type, **(headers or {})})


def error(
    message: str,
    status: int,
    media_type: str = JSON,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """An error of HTTP in the form of GraphQL; its code follows from the status."""
    code = _CODES.get(status, ErrorCode.BAD_USER_INPUT)
    found = GraphQLError(message, extensions={"code": code.value})
    return json({"errors": [found.formatted]}, status, media_type, headers)


async def on_http_exception(request: Request, exception: Exception) -> Response:
    """What Starlette's routing refuses: unknown paths and methods."""
    if not isinstance(exception, HTTPException):
        raise exception
    message = f"{exception.detail}: {request.method} {request.url.path}"
    return error(message, exception.status_code, headers=exception.headers)


async def on_crash(_request: Request, _exception: Exception) -> Response:
    """The exception itself goes to the log, by the server."""
    return error(_LOST, 500)
