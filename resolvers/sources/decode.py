"""Reading answers tolerantly: a page never fails for one odd record, and what was left out is counted and named.

A page is decoded in one go. Only where that fails is it taken apart: an odd field is dropped from its record, and
a record whose identity is odd is left out.
"""

import json
import logging
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Annotated, Any, TypeVar

import msgspec

from resolvers.model.enums import Source
from resolvers.model.errors import ErrorCode, SourceFailure
from resolvers.model.findings import DEEPEST

Key = int | Annotated[str, msgspec.Meta(min_length=1)]
"""A vendor's own identifier, as a number or as text; nothing can be found by an empty one."""

Int32 = Annotated[int, msgspec.Meta(ge=-(2**31), le=2**31 - 1)]
"""A number that the contract shows as an Int, which has 32 bits: one that does not fit is an odd field."""

Finite = Annotated[float, msgspec.Meta(ge=-sys.float_info.max, le=sys.float_info.max)]
"""A number that the contract shows as a Float, which knows neither infinity nor NaN."""

T = TypeVar("T")
E = TypeVar("E")

_MOST_ODD_FIELDS = 64
"""A record with more odd fields than that is left out."""

_ANY = msgspec.json.Decoder()
_UNREADABLE = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
_MARK = b"\xef\xbb\xbf"
"""What some servers put before UTF-8; it is no part of JSON."""

_log = logging.getLogger("touchpoint.decode")
_PATH = re.compile(r" - at `\$(.*)`$")
_STEP = re.compile(r"\.([^.\[\]]+)|\[(\d+|\.\.\.)\]")
_INDEX = re.compile(r"\[\d+\]")


class _Oddities:
    """What was odd in one answer, told in one line for each field and each reason."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._fields: Counter[str] = Counter()
        self._left_out = 0

    def field(self, message: str) -> None:
        """A field was dropped from its record."""
        self._fields[_INDEX.sub("[]", message)] += 1

    def record(self) -> None:
        """A record was left out."""
        self._left_out += 1

    def tell(self) -> None:
        """Say so in the log."""
        for message, count in self._fields.items():
            where = "in a record" if count == 1 else f"in records, {count} times"
            _log.warning("%s: odd field %s: %s", self._source.name, where, message)
        if self._left_out:
            what = "a record was" if self._left_out == 1 else f"{self._left_out} records were"
            _log.warning("%s: %s left out", self._source.name, what)


def bad_response(source: Source, problem: str) -> SourceFailure:
    """What came back is not what the vendor documents."""
    return SourceFailure.of(source, ErrorCode.SOURCE_BAD_RESPONSE, problem, retryable=True)


def document(source: Source, body: bytes, decoder: msgspec.json.Decoder[T]) -> T:
    """The whole answer as one typed value; SOURCE_BAD_RESPONSE where it is not JSON of that shape."""
    try:
        return decoder.decode(body)
    except _UNREADABLE as error:
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

    `exact` knows the rows' type, `loose` takes any JSON in their place; `rows_of` finds them in the envelope. A `kind`
    with a method `useless` tells what in a row is of the documented type, and of no use all the same.
    """
    odd = _Oddities(source)
    try:
        envelope = exact.decode(body)
        found: list[T | None] = rows_of(envelope)
    except _UNREADABLE:
        tolerated: E | None = _one(odd, plain(source, body), loose.type)
        if tolerated is None:
            odd.tell()
            raise bad_response(source, "the answer is not what is documented") from None
        envelope, found = tolerated, [_one(odd, row, kind) for row in rows_of(tolerated)]
    useless: Callable[[T], Iterable[str]] | None = getattr(kind, "useless", None)
    if useless is not None:
        for problem in (problem for row in found if row is not None for problem in useless(row)):
            odd.field(problem)
    odd.tell()
    return envelope, found


def plain(source: Source, body: bytes) -> Any:
    """The answer as plain JSON values; half of a character that a vendor cut in two becomes a replacement character."""
    try:
        return _ANY.decode(body)
    except _UNREADABLE as error:
        try:
            return _whole_characters(json.loads(body.removeprefix(_MARK).decode("utf-8", "replace")))
        except (ValueError, RecursionError):
            raise bad_response(source, f"the answer is not JSON: {error}") from error


def _whole_characters(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_whole_characters(item) for item in value]
    if isinstance(value, dict):
        return {_whole_characters(key): _whole_characters(item) for key, item in value.items()}
    return value


def check_depth(value: object, levels: int = DEEPEST) -> None:
    """ValueError for a JSON value of so many levels that it could not be passed on."""
    if levels == 0:
        raise ValueError(f"More than {DEEPEST} levels")
    if isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            check_depth(item, levels - 1)


def one(source: Source, raw: object, kind: type[T]) -> T | None:
    """One record out of plain JSON values, without its odd fields; null where it cannot be read at all."""
    return several(source, [raw], kind)[0]


def several(source: Source, raws: Iterable[object], kind: type[T]) -> list[T | None]:
    """The same for records that came together."""
    odd = _Oddities(source)
    found = [_one(odd, raw, kind) for raw in raws]
    odd.tell()
    return found


def _one(odd: _Oddities, raw: object, kind: type[T]) -> T | None:
    for _ in range(_MOST_ODD_FIELDS):
        try:
            return msgspec.convert(raw, kind, strict=False)
        except msgspec.ValidationError as error:
            odd.field(str(error))
            if not _drop(raw, str(error)):
                break
        except RecursionError:
            break
    odd.record()
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
