"""Whether to send a request once more, and after how long. Pure: chance is given."""

from collections.abc import Callable

from resolvers.model.errors import SourceError

MOST_ATTEMPTS = 4
FIRST_SECONDS = 0.1
LONGEST_SECONDS = 2.0

Draw = Callable[[], float]
"""A number from 0.0 up to, and without, 1.0."""


def repeat_after(attempts: int, error: SourceError, remaining: float, draw: Draw) -> float | None:
    """Seconds to wait after so many attempts, of which the last failed so; None where there is to be no more.

    Only of what may be repeated. A lost answer, no connection, 5xx and 429 are worth it; every other answer would be
    the same again. The waits double, and are drawn between nothing and that, so that those who failed together do not
    come back together; the vendor's Retry-After is the least of them. `remaining` is in seconds: a wait that leaves
    nothing of it is none.
    """
    if attempts >= MOST_ATTEMPTS or not _passing(error):
        return None
    longest: float = min(LONGEST_SECONDS, FIRST_SECONDS * 2 ** (attempts - 1))
    seconds = max(draw() * longest, error.retry_after_seconds or 0.0)
    return seconds if seconds < remaining else None


def _passing(error: SourceError) -> bool:
    status = error.http_status
    return error.retryable if status is None else status >= 500 or status == 429
