"""The moment by which an answer is of use."""

import math
import time
from collections.abc import Callable

Clock = Callable[[], float]


class Deadline:
    """A point on a monotonic clock, in seconds of that clock."""

    __slots__ = ("_at", "_clock")

    def __init__(self, at: float, clock: Clock = time.monotonic) -> None:
        self._at = at
        self._clock = clock

    @classmethod
    def after(cls, seconds: float, clock: Clock = time.monotonic) -> "Deadline":
        """The deadline that many seconds from now."""
        return cls(clock() + seconds, clock)

    def remaining(self) -> float:
        """Seconds left; 0.0 once it has passed, never less."""
        return max(0.0, self._at - self._clock())

    def timeout(self) -> float | None:
        """The same for asyncio, to which None means that there is no end."""
        return None if self._at == math.inf else self.remaining()

    @property
    def expired(self) -> bool:
        """Nothing is left."""
        return self._clock() >= self._at


NEVER = Deadline(math.inf)
"""For work that whoever waits for it ends."""
