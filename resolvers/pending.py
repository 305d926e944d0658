"""The fields of a request under whose values more may be asked for, while they are resolved.

What is known only once everything was asked for waits for them. A field counts from the moment it is called. An
executor calls the fields under a value in the same step in which it has the value: so there is no moment between a
field and those under it at which none would count, however many turns of the loop it takes until they run.
"""

import asyncio
import contextlib
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")

GRACE = 1.0
"""Seconds after which a field that was called and does not run is taken for given up: its siblings failed before it."""


class PendingFields:
    """Those of one request. `watched` says whether they have to be counted; null before anybody has looked."""

    def __init__(self) -> None:
        self.watched: bool | None = None
        self._called: set[object] = set()
        self._running: set[object] = set()
        self._none_left = asyncio.Event()

    def watch(self, resolve: Callable[[], Coroutine[Any, Any, T]]) -> Coroutine[Any, Any, T]:
        """Resolve a field, which is pending from now on."""
        token = object()
        self._called.add(token)
        self._none_left.clear()
        return self._run(token, resolve)

    async def _run(self, token: object, resolve: Callable[[], Coroutine[Any, Any, T]]) -> T:
        self._called.discard(token)
        self._running.add(token)
        try:
            return await resolve()
        finally:
            self._running.discard(token)
            if not self._called and not self._running:
                self._none_left.set()

    async def settled(self, seconds: float) -> None:
        """Wait until none is pending; so many seconds at most."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while self._running or self._called:
                    await self._until_none_is_left()

    async def _until_none_is_left(self) -> None:
        """For a while; then those that do not run are given up, where no other runs that they might wait for."""
        try:
            async with asyncio.timeout(GRACE):
                await self._none_left.wait()
        except TimeoutError:
            if not self._running:
                self._called.clear()
