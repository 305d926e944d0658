"""Whether this process can serve: starting, serving, draining; and what it is busy with."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager


class Lifecycle:
    """One for each process. `reason` says why it is not ready; null while it is."""

    def __init__(self) -> None:
        self.reason: str | None = "starting"
        self._in_flight = 0
        self._idle = asyncio.Event()
        self._idle.set()

    @property
    def draining(self) -> bool:
        """What is in flight is finished; balancers and clients should go elsewhere."""
        return self.reason == "draining"

    def ready(self) -> None:
        """From now on it can serve."""
        self.reason = None

    def drain(self) -> None:
        """From now on it is on its way out."""
        self.reason = "draining"

    @contextmanager
    def request(self) -> Iterator[None]:
        """Counts as in flight while it is entered."""
        self._in_flight += 1
        self._idle.clear()
        try:
            yield
        finally:
            self._in_flight -= 1
            if self._in_flight == 0:
                self._idle.set()

    async def idle(self, seconds: float) -> bool:
        """Wait until nothing is in flight, at most that long; false if something still is."""
        try:
            async with asyncio.timeout(seconds):
                await self._idle.wait()
        except TimeoutError:
            return False
        return True
