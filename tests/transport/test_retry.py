"""Whether and when a request is sent once more."""

import pytest

from resolvers.model.errors import ErrorCode, SourceError
from resolvers.transport.retry import FIRST_SECONDS, LONGEST_SECONDS, MOST_ATTEMPTS, repeat_after

DOWN = SourceError(ErrorCode.SOURCE_UNAVAILABLE, "down", retryable=True)


def half() -> float:
    return 0.5


def answered(status: int, code: ErrorCode, *, retryable: bool = True, wait: float | None = None) -> SourceError:
    return SourceError(code, "no", retryable=retryable, retry_after_seconds=wait, http_status=status)


def test_the_waits_double_and_are_drawn_from_nothing_up_to_that() -> None:
    waits = [repeat_after(attempts, DOWN, 30, half) for attempts in range(1, MOST_ATTEMPTS)]
    assert waits == [FIRST_SECONDS / 2, FIRST_SECONDS, FIRST_SECONDS * 2]
    assert repeat_after(1, DOWN, 30, lambda: 0.0) == 0.0


def test_no_wait_is_longer_than_the_longest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("resolvers.transport.retry.MOST_ATTEMPTS", 100)
    assert repeat_after(50, DOWN, 30, lambda: 1.0) == LONGEST_SECONDS


def test_after_the_most_attempts_there_is_no_more() -> None:
    assert repeat_after(MOST_ATTEMPTS, DOWN, 30, half) is None


@pytest.mark.parametrize(
    ("error", "again"),
    [
        (DOWN, True),
        (SourceError(ErrorCode.SOURCE_TIMEOUT, "late", retryable=True), True),
        (SourceError(ErrorCode.SOURCE_BAD_RESPONSE, "odd"), False),
        (SourceError(ErrorCode.SOURCE_REJECTED, "cannot be written"), False),
        (answered(500, ErrorCode.SOURCE_UNAVAILABLE), True),
        (answered(503, ErrorCode.SOURCE_UNAVAILABLE), True),
        (answered(504, ErrorCode.SOURCE_TIMEOUT), True),
        (answered(429, ErrorCode.SOURCE_RATE_LIMITED), True),
        (answered(408, ErrorCode.SOURCE_TIMEOUT), False),
        (answered(400, ErrorCode.SOURCE_REJECTED, retryable=False), False),
        (answered(401, ErrorCode.SOURCE_UNAUTHENTICATED, retryable=False), False),
        (answered(409, ErrorCode.SOURCE_CONFLICT, retryable=False), False),
        (answered(302, ErrorCode.SOURCE_BAD_RESPONSE, retryable=False), False),
    ],
)
def test_only_what_may_pass_is_worth_a_repeat(error: SourceError, again: bool) -> None:
    assert (repeat_after(1, error, 30, half) is not None) is again


def test_retry_after_is_the_least_wait() -> None:
    assert repeat_after(1, answered(429, ErrorCode.SOURCE_RATE_LIMITED, wait=3), 30, half) == 3
    assert repeat_after(1, answered(503, ErrorCode.SOURCE_UNAVAILABLE, wait=0.01), 30, half) == FIRST_SECONDS / 2


@pytest.mark.parametrize("remaining", [0.0, 2.9, 3.0])
def test_a_wait_beyond_the_deadline_is_none(remaining: float) -> None:
    assert repeat_after(1, answered(429, ErrorCode.SOURCE_RATE_LIMITED, wait=3), remaining, half) is None
    assert repeat_after(1, DOWN, 0.0, lambda: 0.0) is None
