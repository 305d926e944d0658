"""How fast everything is read from a vendor: as fast as it allows, and more slowly once it says that this is too fast.

The rate falls by a factor and rises by little, so that it comes to rest near what the vendor allows.
"""

import random
import time
from collections import deque
from collections.abc import Awaitable, Callable

from resolvers.model.errors import ErrorCode, SourceError, SourceFailure

WIDEST = 4
"""Pages read at a time at most."""

TRIES = 8
"""How often a page is tried that fails in passing."""

TRIES_LIMITED = 12
"""The same where the vendor has had enough: it will have had its rest sooner or later."""

TRIES_GARBLED = 3
"""The same where what comes cannot be read: the vendor seems to be done with it."""

FIRST_SECONDS = 0.25
LONGEST_SECONDS = 30.0
"""A wait is drawn from nothing to so much after the first failure of a page, then to twice as much each time."""

LONGEST_TOLD = 60.0
"""A vendor that asks for a longer rest is not waited for: it is said so instead."""

_WINDOW = 1.0
"""Seconds for which vendors count requests, as a rule."""
_SLOWER = 0.9
_FASTER = 1.002
_SLOWEST = 1 / LONGEST_SECONDS
"""Requests a second."""
_WIDER = 1 / 16

Sleep = Callable[[float], Awaitable[None]]
Draw = Callable[[], float]
"""A number from 0.0 up to, and without, 1.0."""


class Pace:
    """When the next request may go out, and how many may be out. Shared by all readings of one vendor."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, draw: Draw = random.random) -> None:
        self._clock = clock
        self._draw = draw
        self._width = float(WIDEST)
        self._rate: float | None = None
        self._slowed_at = float("-inf")
        self._next_at = float("-inf")
        self._answers: deque[float] = deque()
        self._refusal: SourceFailure | None = None

    @property
    def width(self) -> int:
        """How many requests may be out at a time."""
        return int(self._width)

    @property
    def gap(self) -> float:
        """Seconds between two requests."""
        return 0.0 if self._rate is None else 1 / self._rate

    async def turn(self, sleep: Sleep) -> None:
        """Wait until a request may go out; the failure of the vendor, where it asked for a long rest."""
        while (wait := self._next_at - self._clock()) > 0:
            if wait > LONGEST_TOLD and self._refusal is not None:
                raise self._refusal.again()
            await sleep(wait)
        self._next_at = self._clock() + self.gap

    def answered(self) -> None:
        """A page came."""
        now = self._clock()
        self._answers.append(now)
        self._forget(now)
        self._width = min(WIDEST, self._width + _WIDER)
        if self._rate is not None:
            self._rate *= _FASTER

    def wait_after(self, failure: SourceFailure, tries: int, asked_at: float) -> float | None:
        """Seconds to wait before a page that was tried so often, last at `asked_at`, is tried again; null for never."""
        error = failure.error
        limited = error.code is ErrorCode.SOURCE_RATE_LIMITED
        told = error.retry_after_seconds or 0.0
        if limited:
            self._slow_down(asked_at)
        wait = max(told, self._draw() * min(LONGEST_SECONDS, FIRST_SECONDS * 2 ** (tries - 1)))
        if limited or told:
            # It holds for every page, not only for the one that was refused.
            self._next_at = max(self._next_at, self._clock() + wait)
            self._refusal = failure
        return None if told > LONGEST_TOLD or not error.retryable or tries >= _tries(error) else wait

    def _slow_down(self, asked_at: float) -> None:
        """Once for all requests that it was too much for, and for those that come before the vendor has forgotten."""
        if asked_at < self._slowed_at + _WINDOW:
            return
        now = self._slowed_at = self._clock()
        self._forget(now)
        # What came in the last second is all that is known of what the vendor allows.
        seen = len(self._answers) or (self._rate or 1.0) * _SLOWER
        self._rate = max(_SLOWEST, seen if self._rate is None else min(self._rate, seen) * _SLOWER)
        self._width = max(1.0, self._width / 2)

    def _forget(self, now: float) -> None:
        while self._answers and self._answers[0] <= now - _WINDOW:
            self._answers.popleft()


def _tries(error: SourceError) -> int:
    if error.code is ErrorCode.SOURCE_RATE_LIMITED:
        return TRIES_LIMITED
    return TRIES_GARBLED if error.code is ErrorCode.SOURCE_BAD_RESPONSE else TRIES
