"""What the vendors' handlers share: refusals, JSON, query parameters."""

import re
from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import parse_qsl

import msgspec
from starlette.requests import Request
from starlette.responses import Response

JSON: Final = "application/json; charset=utf-8"
_encoder: Final = msgspec.json.Encoder()
_decoder: Final = msgspec.json.Decoder()
_INDEX: Final = re.compile(r"\[\d*\]$")


class RefusalError(Exception):
    """A 4xx with a message for people; each vendor spells it in its own form."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


def json_response(value: object, status: int = 200, media_type: str = JSON) -> Response:
    return Response(_encoder.encode(value), status, media_type=media_type)


async def json_body(request: Request) -> Any:
    """The decoded body, of whatever shape. Refuses with 400 what is no JSON."""
    try:
        return _decoder.decode(await request.body())
    except msgspec.DecodeError as error:
        raise RefusalError(400, f"The body is not valid JSON: {error}") from None


class Query:
    """The parameters of one request, in the spellings that Rails and PHP read.

    A list may be repeated, have `[]` or `[0]` after its name, or be separated by commas.
    """

    def __init__(self, request: Request) -> None:
        self._pairs = parse_qsl(request.scope["query_string"].decode("latin-1"), keep_blank_values=True)

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self._pairs]

    def one(self, name: str) -> str | None:
        """The last value under this very name; None where it is absent or empty."""
        values = [value for key, value in self._pairs if key == name]
        return (values[-1] or None) if values else None

    def given(self, name: str) -> list[str]:
        """Every value under this very name, untouched."""
        return [value for key, value in self._pairs if key == name]

    def many(self, name: str) -> list[str]:
        """Every value of a list, however it is spelled; empty ones do not count."""
        values = [value for key, value in self._pairs if _INDEX.sub("", key) == name]
        return [part.strip() for value in values for part in value.split(",") if part.strip()]

    def integer(self, name: str, default: int, *, minimum: int = 1) -> int:
        """Refuses with 400 what is no integer or too small."""
        text = self.one(name)
        if text is None:
            return default
        if not (text.isascii() and text.isdigit()) or len(text) > 18 or int(text) < minimum:
            raise RefusalError(400, f"{name} must be an integer of at least {minimum}, not {text!r}")
        return int(text)

    def choice(self, name: str, default: str, allowed: Sequence[str]) -> str:
        """Refuses with 400 what is not allowed."""
        text = self.one(name)
        if text is None:
            return default
        if text not in allowed:
            raise RefusalError(400, f"{name} must be one of {', '.join(allowed)}, not {text!r}")
        return text


def signed_in(request: Request, scheme: str, token: str) -> bool:
    """Whether the Authorization header carries the token; a scheme has no case (RFC 9110, 11.1)."""
    given_scheme, _, given = request.headers.get("authorization", "").partition(" ")
    return given_scheme.lower() == scheme.lower() and given.strip() == token


def accepts(request: Request, media_type: str) -> bool:
    """Whether the Accept header names this very media type, parameters included; wildcards do not count."""
    wanted = _normalized(media_type)
    return any(_normalized(part) == wanted for part in request.headers.get("accept", "").split(","))


def _normalized(media_type: str) -> tuple[str, frozenset[str]]:
    essence, *parameters = (part.strip().lower() for part in media_type.split(";"))
    return essence, frozenset(p.replace(" ", "") for p in parameters if p and not p.startswith("q="))


def credential(source: str, kind: str) -> str:
    """A made-up credential that the simulated vendor accepts."""
    return f"sandbox-{source.lower()}-{kind}"
