"""What an answer, or the lack of one, means in the contract's error codes. Pure."""

import datetime
import re
from collections.abc import Iterable
from email.utils import parsedate_to_datetime

import httpx

from resolvers.model.enums import Source
from resolvers.model.errors import ErrorCode, SourceError, SourceFailure
from resolvers.model.http import VendorResponse
from resolvers.transport.engine_errors import MalformedResponse, ResponseTooLarge, UnaskedAnswer
from resolvers.transport.messages import vendor_message

_BY_STATUS = {
    401: ErrorCode.SOURCE_UNAUTHENTICATED,
    403: ErrorCode.SOURCE_UNAUTHENTICATED,
    408: ErrorCode.SOURCE_TIMEOUT,
    409: ErrorCode.SOURCE_CONFLICT,
    412: ErrorCode.SOURCE_CONFLICT,
    429: ErrorCode.SOURCE_RATE_LIMITED,
    504: ErrorCode.SOURCE_TIMEOUT,
}
_RETRYABLE = frozenset({ErrorCode.SOURCE_TIMEOUT, ErrorCode.SOURCE_RATE_LIMITED, ErrorCode.SOURCE_UNAVAILABLE})
_NEVER_SENT = (
    httpx.ConnectTimeout,
    httpx.ConnectError,
    httpx.PoolTimeout,
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
    UnaskedAnswer,
)
_KEPT_BYTES = 64 * 1024
"""So much of an answer's body stays with its failure."""

_SECONDS = re.compile(r"\d{1,9}(\.\d{1,9})?")


def code_of_status(status: int) -> ErrorCode | None:
    """The code of an HTTP status; None for success (2xx). Redirects and unknown numbers are no answers."""
    if 200 <= status < 300:
        return None
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    if 400 <= status < 500:
        return ErrorCode.SOURCE_REJECTED
    if 500 <= status < 600:
        return ErrorCode.SOURCE_UNAVAILABLE
    return ErrorCode.SOURCE_BAD_RESPONSE


def failure_of_answer(
    source: Source, answer: VendorResponse, secrets: Iterable[str] = (), now: datetime.datetime | None = None
) -> SourceFailure | None:
    """How the answer fails, None where it does not. `now` (aware) is what a dated Retry-After counts from."""
    code = code_of_status(answer.status)
    if code is None:
        return None
    if 300 <= answer.status < 400:
        message: str | None = f"redirects (HTTP {answer.status}), and redirects are not followed"
    else:
        message = vendor_message(answer.body, answer.headers.get("content-type", ""), secrets)
    retryable = code in _RETRYABLE
    wait = retry_after_seconds(answer.headers.get("retry-after"), now) if retryable else None
    return SourceFailure.of(
        source,
        code,
        message or f"HTTP {answer.status}",
        retryable=retryable,
        retry_after_seconds=wait,
        http_status=answer.status,
        body=answer.body[:_KEPT_BYTES],
    )


def failure_of_exception(source: Source, error: Exception, seconds: float) -> SourceFailure:
    """What an exception of the engine means. `seconds` is how long the request had been out."""
    code, message = _meaning(error)
    error_of_source = SourceError(code, f"{message}, after {seconds:.3g} s", retryable=code in _RETRYABLE)
    return SourceFailure(source, error_of_source, sent=not isinstance(error, _NEVER_SENT))


def retry_after_seconds(value: str | None, now: datetime.datetime | None = None) -> float | None:
    """Retry-After (RFC 9110, 10.2.3), a number or an HTTP date, in seconds from now; None if neither."""
    if value is None:
        return None
    text = value.strip()
    if _SECONDS.fullmatch(text):
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, IndexError, TypeError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=datetime.UTC)
    return max(0.0, (moment - (now or datetime.datetime.now(datetime.UTC))).total_seconds())


def _meaning(error: Exception) -> tuple[ErrorCode, str]:
    match error:
        case httpx.ConnectTimeout():
            return ErrorCode.SOURCE_TIMEOUT, "could not be connected to in time"
        case httpx.WriteTimeout():
            return ErrorCode.SOURCE_TIMEOUT, "did not take the request in time"
        case httpx.PoolTimeout():
            return ErrorCode.SOURCE_TIMEOUT, "no connection became free in time"
        case httpx.TimeoutException():
            return ErrorCode.SOURCE_TIMEOUT, "did not answer in time"
        case ResponseTooLarge():
            return ErrorCode.SOURCE_BAD_RESPONSE, f"sent more than {error.limit} bytes"
        case MalformedResponse() | httpx.DecodingError():
            return ErrorCode.SOURCE_BAD_RESPONSE, f"sent what cannot be read: {error}"
        case httpx.ConnectError():
            return ErrorCode.SOURCE_UNAVAILABLE, f"could not be connected to: {error}"
        case httpx.NetworkError() | httpx.RemoteProtocolError():
            return ErrorCode.SOURCE_UNAVAILABLE, f"broke off: {error}"
        case httpx.UnsupportedProtocol() | httpx.LocalProtocolError():
            return ErrorCode.SOURCE_REJECTED, f"the request cannot be sent: {error}"
        case _:
            return ErrorCode.SOURCE_BAD_RESPONSE, f"failed with {type(error).__name__}"
