"""Reading answers tolerantly: a page never fails for one odd record, and what was left out is counted and named.

A page is decoded in one go. Only where that fails is it taken apart: an odd field is dropped from its record, and
a record whose identity is odd is left out.
"""

import json
import logging
import re
from collections.abc import Callable
from typing import Annotated, Any, TypeVar

import msgspec

from resolvers.model.enums import Source
from resolvers.model.errors import ErrorCode, SourceFailure

Key = int | Annotated[str, msgspec.Meta(min_length=1)]
"""A vendor's own identifier, as a number or as text; nothing can be found by an empty one."""

T = TypeVar("T")
E = TypeVar("E")

_MOST_ODD_FIELDS = 64
"""A record with more odd fields than that is left out."""

_ANY = msgspec.json.Decoder()

_log = logging.getLogger("touchpoint.decode")
_PATH = re.compile(r" - at `\$(.*)`$")
_STEP = re.compile(r"\.([^.\[\]]+)|\[(\d+|\.\.\.)\]")


def bad_response(source: Source, problem: str) -> SourceFailure:
    """What came back is not what the vendor documents."""
    return SourceFailure.of(source, ErrorCode.SOURCE_BAD_RESPONSE, problem, retryable=True)


def document(source: Source, body: bytes, decoder: msgspec.json.Decoder[T]) -> T:
    """The whole answer as one typed value; SOURCE_BAD_RESPONSE where it is not JSON of that shape."""
    try:
        return decoder.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise bad_response(source, f"the answer is not what is documented: {error}") from error


def page(
    source: Source,
    body: bytes,
    exact: msgspec.json.Decoder[E],
    loose: msgspec.json.Decoder[Any],
    kind: type[T],
    rows_of: Callable[[Any], list[Any]],
) -> tuple[E, list[T | None]]:
    """An envelope and its rows in the vendor's order, null in the place of a row that cannot be read.

    `exact` knows the rows' type, `loose` takes any JSON in their place; `rows_of` finds them in the envelope.
    """
    try:
        envelope = exact.decode(body)
        return envelope, rows_of(envelope)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        tolerated: E | None = one(source, plain(source, body), loose.type)
        if tolerated is None:
            raise bad_response(source, "the answer is not what is documented") from None
        return tolerated, [one(source, row, kind) for row in rows_of(tolerated)]


def plain(source: Source, body: bytes) -> Any:
    """The answer as plain JSON values; half of a character that a vendor cut in two becomes a replacement character."""
    try:
        return _ANY.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        try:
            return _whole_characters(json.loads(body.decode("utf-8", "replace")))
        except ValueError:
            raise bad_response(source, f"the answer is not JSON: {error}") from error


def _whole_characters(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_whole_characters(item) for item in value]
    if isinstance(value, dict):
        return {_whole_characters(key): _whole_characters(item) for key, item in value.items()}
    return value


def one(source: Source, raw: object, kind: type[T]) -> T | None:
    """One record out of plain JSON values, without its odd fields; null where it cannot be read at all."""
    for _ in range(_MOST_ODD_FIELDS):
        try:
            return msgspec.convert(raw, kind, strict=False)
        except msgspec.ValidationError as error:
            _log.warning("%s: odd field in a record: %s", source.name, error)
            if not _drop(raw, str(error)):
                break
    _log.warning("%s: a record was left out", source.name)
    return None


def _drop(raw: object, message: str) -> bool:
    """Remove from `raw` the innermost named field that the message points at; false where there is none."""
    found = _PATH.search(message)
    steps = [name or number for name, number in _STEP.findall(found.group(1))] if found else []
    holder: tuple[dict[Any, Any], str] | None = None
    here = raw
    for step in steps:
        if isinstance(here, dict) and step in here:
            holder = (here, step)
            here = here[step]
        elif isinstance(here, list) and step.isdigit() and int(step) < len(here):
            here = here[int(step)]
        else:
            break
    if holder is None:
        return False
    del holder[0][holder[1]]
    return True
