"""When to stop asking a vendor that is down, and when to try again. Pure: the clock is given."""

import math
import time
from collections import deque

from resolvers.model.enums import CircuitState
from resolvers.transport.deadline import Clock

# Cutting off a vendor that half works loses the half that works, so only the all but hopeless is cut off: a
# vendor that fails every second request has 19 failures in 20 by chance once in 50,000 times (at 80 % it
# would be once in 170). An opening by mistake costs one second.
WINDOW_SECONDS = 30.0
MINIMUM_OUTCOMES = 20
FAILURE_RATIO = 0.95
FIRST_PROBE_SECONDS = 1.0
LONGEST_PROBE_SECONDS = 10.0


class Admission:
    """One request that was let through; to be handed back with how it went."""

    __slots__ = ("generation", "probe")

    def __init__(self, generation: int, probe: bool) -> None:
        self.generation = generation
        self.probe = probe


class Circuit:
    """CLOSED until the vendor fails nearly always; then OPEN; then HALF_OPEN, with one probe at a time.

    Outcomes of requests that were let through before the last change of state count for nothing.
    """

    def __init__(self, clock: Clock = time.monotonic) -> None:
        self._clock = clock
        self._generation = 0
        self._window = _Window()
        # Of the probes: when the next may start (None: the circuit is closed), how far apart they are, and
        # which one is out.
        self._probe_at: float | None = None
        self._interval = FIRST_PROBE_SECONDS
        self._probe: Admission | None = None
        self._probe_started = 0.0

    @property
    def state(self) -> CircuitState:
        """HALF_OPEN from the moment on which a probe may start."""
        if self._probe_at is None:
            return CircuitState.CLOSED
        if self._probe is not None or self._clock() >= self._probe_at:
            return CircuitState.HALF_OPEN
        return CircuitState.OPEN

    def refusal(self) -> float | None:
        """Seconds after which to ask again, if a request would be refused now; None if it would not."""
        if self._probe_at is None:
            return None
        now = self._clock()
        if self._probe is not None:
            return max(0.0, self._probe_started + self._interval - now)
        return self._probe_at - now if now < self._probe_at else None

    def admit(self) -> Admission | None:
        """Let one request through, or None. To be handed back once: succeeded, failed or abandoned."""
        if self.refusal() is not None:
            return None
        if self._probe_at is None:
            return Admission(self._generation, probe=False)
        self._probe = Admission(self._generation, probe=True)
        self._probe_started = self._clock()
        return self._probe

    def succeeded(self, admission: Admission) -> None:
        """The vendor answered; a refusal (4xx) is an answer."""
        if admission.generation != self._generation:
            return
        if admission.probe:
            self._generation += 1
            self._probe, self._probe_at, self._interval = None, None, FIRST_PROBE_SECONDS
            self._window = _Window()
        else:
            self._window.add(self._clock(), failed=False)

    def failed(self, admission: Admission) -> None:
        """The vendor did not answer, or answered 5xx."""
        if admission.generation != self._generation:
            return
        now = self._clock()
        if admission.probe:
            # From the start of the probe, so that a probe which times out does not put off the next.
            self._interval = min(self._interval * 2, LONGEST_PROBE_SECONDS)
            self._probe_at = max(now, self._probe_started + self._interval)
            self._probe = None
            return
        self._window.add(now, failed=True)
        if self._window.hopeless():
            self._generation += 1
            self._probe_at = now + self._interval

    def abandoned(self, admission: Admission) -> None:
        """The request ended for a reason that is not the vendor's; a probe's place is free again."""
        if admission is self._probe:
            self._probe = None


class _Window:
    """The outcomes of the last 30 seconds, counted in buckets of one second."""

    __slots__ = ("_buckets", "_failed", "_total")

    def __init__(self) -> None:
        self._buckets: deque[list[int]] = deque()
        self._total = 0
        self._failed = 0

    def add(self, now: float, *, failed: bool) -> None:
        second = math.floor(now)
        while self._buckets and self._buckets[0][0] <= second - WINDOW_SECONDS:
            _, total, failures = self._buckets.popleft()
            self._total -= total
            self._failed -= failures
        if not self._buckets or self._buckets[-1][0] != second:
            self._buckets.append([second, 0, 0])
        bucket = self._buckets[-1]
        bucket[1] += 1
        bucket[2] += failed
        self._total += 1
        self._failed += failed

    def hopeless(self) -> bool:
        return self._total >= MINIMUM_OUTCOMES and self._failed >= FAILURE_RATIO * self._total
