"""Answers and exceptions, in the contract's codes."""

import datetime

import httpx
import pytest

from resolvers.model.enums import Source
from resolvers.model.errors import ErrorCode
from resolvers.model.http import VendorResponse
from resolvers.transport.engine_errors import MalformedResponse, ResponseTooLarge, UnaskedAnswer
from resolvers.transport.outcome import failure_of_answer, failure_of_exception, retry_after_seconds

NOON = datetime.datetime(2026, 3, 1, 12, 0, 0, tzinfo=datetime.UTC)


def answer(status: int, body: bytes = b"", **headers: str) -> VendorResponse:
    return VendorResponse(status, {name.replace("_", "-"): value for name, value in headers.items()}, body)


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_every_2xx_is_success(status: int) -> None:
    assert failure_of_answer(Source.LIPS, answer(status)) is None


@pytest.mark.parametrize(
    ("status", "code", "retryable"),
    [
        (400, ErrorCode.SOURCE_REJECTED, False),
        (401, ErrorCode.SOURCE_UNAUTHENTICATED, False),
        (403, ErrorCode.SOURCE_UNAUTHENTICATED, False),
        (404, ErrorCode.SOURCE_REJECTED, False),
        (422, ErrorCode.SOURCE_REJECTED, False),
        (408, ErrorCode.SOURCE_TIMEOUT, True),
        (409, ErrorCode.SOURCE_CONFLICT, False),
        (412, ErrorCode.SOURCE_CONFLICT, False),
        (429, ErrorCode.SOURCE_RATE_LIMITED, True),
        (500, ErrorCode.SOURCE_UNAVAILABLE, True),
        (503, ErrorCode.SOURCE_UNAVAILABLE, True),
        (504, ErrorCode.SOURCE_TIMEOUT, True),
        (302, ErrorCode.SOURCE_BAD_RESPONSE, False),
        (304, ErrorCode.SOURCE_BAD_RESPONSE, False),
        (600, ErrorCode.SOURCE_BAD_RESPONSE, False),
        (999, ErrorCode.SOURCE_BAD_RESPONSE, False),
    ],
)
def test_each_status_has_its_code(status: int, code: ErrorCode, retryable: bool) -> None:
    failure = failure_of_answer(Source.POLIS, answer(status, b'{"error": "why"}'))
    assert failure is not None
    assert (failure.error.code, failure.error.retryable, failure.error.http_status) == (
        code,
        retryable,
        status,
    )


def test_the_message_is_the_vendors_own_and_holds_no_secret() -> None:
    failure = failure_of_answer(Source.LIPS, answer(401, b'{"errors": "no token abc"}'), ["abc"])
    assert failure is not None
    assert failure.error.message == "no token ***"
    assert failure.message == "LIPS: no token ***"


def test_without_a_body_the_message_is_the_status() -> None:
    failure = failure_of_answer(Source.LIPS, answer(503))
    assert failure is not None
    assert failure.error.message == "HTTP 503"


def test_a_redirect_is_named_without_its_target() -> None:
    failure = failure_of_answer(Source.LIPS, answer(302, b"to /login", location="/login?token=1"))
    assert failure is not None
    assert failure.error.message == "redirects (HTTP 302), and redirects are not followed"


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("7", 7.0),
        (" 0 ", 0.0),
        ("1.5", 1.5),
        ("Sun, 01 Mar 2026 12:00:30 GMT", 30.0),
        ("Sun, 01 Mar 2026 12:00:30 -0000", 30.0),
        ("Sun, 01 Mar 2026 11:00:00 GMT", 0.0),
        ("-3", None),
        ("soon", None),
        ("", None),
        ("1e999", None),
        ("9" * 400, None),
        ("Sun, 99 Mar 2026 12:00:30 GMT", None),
        (None, None),
    ],
)
def test_retry_after_is_seconds_or_a_date(value: str | None, seconds: float | None) -> None:
    assert retry_after_seconds(value, NOON) == seconds


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_is_told_where_it_means_something(status: int) -> None:
    failure = failure_of_answer(Source.LIPS, answer(status, retry_after="7"))
    assert failure is not None
    assert failure.error.retry_after_seconds == 7.0


@pytest.mark.parametrize(
    ("error", "code", "message"),
    [
        (
            httpx.ConnectTimeout("x"),
            ErrorCode.SOURCE_TIMEOUT,
            "could not be connected to in time, after 1.5 s",
        ),
        (httpx.ReadTimeout("x"), ErrorCode.SOURCE_TIMEOUT, "did not answer in time, after 1.5 s"),
        (httpx.WriteTimeout("x"), ErrorCode.SOURCE_TIMEOUT, "did not take the request in time, after 1.5 s"),
        (httpx.PoolTimeout("x"), ErrorCode.SOURCE_TIMEOUT, "no connection became free in time, after 1.5 s"),
        (
            httpx.ConnectError("refused"),
            ErrorCode.SOURCE_UNAVAILABLE,
            "could not be connected to: refused, after 1.5 s",
        ),
        (httpx.ReadError("x"), ErrorCode.SOURCE_UNAVAILABLE, "broke off: x, after 1.5 s"),
        (httpx.WriteError("x"), ErrorCode.SOURCE_UNAVAILABLE, "broke off: x, after 1.5 s"),
        (httpx.RemoteProtocolError("x"), ErrorCode.SOURCE_UNAVAILABLE, "broke off: x, after 1.5 s"),
        (MalformedResponse("x"), ErrorCode.SOURCE_BAD_RESPONSE, "sent what cannot be read: x, after 1.5 s"),
        (httpx.DecodingError("x"), ErrorCode.SOURCE_BAD_RESPONSE, "sent what cannot be read: x, after 1.5 s"),
        (ResponseTooLarge(9), ErrorCode.SOURCE_BAD_RESPONSE, "sent more than 9 bytes, after 1.5 s"),
        (
            httpx.LocalProtocolError("x"),
            ErrorCode.SOURCE_REJECTED,
            "the request cannot be sent: x, after 1.5 s",
        ),
        (
            httpx.TooManyRedirects("x"),
            ErrorCode.SOURCE_BAD_RESPONSE,
            "failed with TooManyRedirects, after 1.5 s",
        ),
    ],
)
def test_each_exception_has_its_code_and_words(error: Exception, code: ErrorCode, message: str) -> None:
    failure = failure_of_exception(Source.CALIQ, error, 1.5)
    assert (failure.error.code, failure.error.message) == (code, message)
    assert failure.error.retryable is (code in (ErrorCode.SOURCE_TIMEOUT, ErrorCode.SOURCE_UNAVAILABLE))
    assert failure.error.http_status is None


@pytest.mark.parametrize(
    ("error", "sent"),
    [
        (httpx.ConnectError("connection refused"), False),
        (UnaskedAnswer("it spoke"), False),
        (httpx.ConnectTimeout("no connection in time"), False),
        (httpx.PoolTimeout("none free"), False),
        (httpx.UnsupportedProtocol("only http"), False),
        (httpx.LocalProtocolError("cannot be written"), False),
        (httpx.WriteTimeout("not taken in time"), True),
        (httpx.WriteError("broke while it was sent"), True),
        (httpx.ReadTimeout("no answer in time"), True),
        (httpx.ReadError("broke"), True),
        (httpx.RemoteProtocolError("closed without an answer"), True),
        (MalformedResponse("no HTTP"), True),
        (ResponseTooLarge(1), True),
    ],
)
def test_nothing_was_sent_only_where_no_connection_came_about_or_nothing_could_be_written(
    error: Exception, sent: bool
) -> None:
    """A write is certainly not done then; whatever else happens, it may be."""
    assert failure_of_exception(Source.LIPS, error, 1.0).sent is sent


def test_whatever_is_answered_was_sent() -> None:
    failure = failure_of_answer(Source.LIPS, answer(503))
    assert failure is not None
    assert failure.sent
    assert failure.again().sent
