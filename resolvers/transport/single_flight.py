"""Sharing what is in flight: whoever wants what is being fetched already waits for it in place of fetching it again."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, Protocol, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Waiter(Protocol):
    """One who waits for a shared call, and hears what it costs."""

    def sent(self) -> None:
        """It was sent, at this one's expense."""
        ...

    def joined(self) -> None:
        """It is in flight, at another's expense."""
        ...


class TooLate(Exception):
    """The time of one who waited is over; `was_sent` says whether what it waited for was out by then."""

    def __init__(self, was_sent: bool) -> None:
        super().__init__("too late")
        self.was_sent = was_sent


class Closed(Exception):
    """Nothing is sent any more."""


class SharedCall(Generic[V]):
    """One piece of work and those who wait for it, in the order in which they came."""

    __slots__ = ("task", "waiters", "was_sent")
    task: asyncio.Task[V]

    def __init__(self) -> None:
        self.was_sent = False
        self.waiters: list[Waiter] = []

    def mark_sent(self) -> None:
        """To be called by the work each time that something goes out: who has waited longest bears it."""
        first, *others = self.waiters
        first.sent()
        if not self.was_sent:
            for other in others:
                other.joined()
        self.was_sent = True


class SingleFlight(Generic[K, V]):
    """At most one call for each key at a time. For one event loop.

    A call is a task of its own, so that whoever waits may leave, cancelled or out of time, without hurting the
    others; with the last of them it ends. It sets itself no time: `work` has to.
    """

    def __init__(self) -> None:
        self._in_flight: dict[K, SharedCall[V]] = {}
        # Those that were cancelled too, until they have ended.
        self._tasks: set[asyncio.Task[V]] = set()
        self._closed = False

    async def join(
        self, key: K, work: Callable[[SharedCall[V]], Awaitable[V]], waiter: Waiter, seconds: float | None
    ) -> V:
        """What the call of that key brings, `work` being the one that starts where there is none.

        Waits at most `seconds` (None: any time), then raises TooLate. An exception of the work is raised by all who
        wait, as the same object: what is expected to go wrong is better a value.
        """
        if self._closed:
            raise Closed
        call = self._in_flight.get(key)
        if call is None:
            call = self._start(key, work)
        elif call.was_sent:
            waiter.joined()
        call.waiters.append(waiter)
        try:
            await asyncio.wait((call.task,), timeout=seconds)
        finally:
            call.waiters.remove(waiter)
            if not call.waiters:
                self._forget(key, call)
                call.task.cancel()
        if not call.task.done():
            raise TooLate(call.was_sent)
        if call.task.cancelled():
            raise Closed
        return call.task.result()

    def seal(self) -> None:
        """Nobody joins what is in flight now: whoever comes wants to see what happened meanwhile."""
        self._in_flight.clear()

    async def aclose(self) -> None:
        """End every call; who waits gets Closed, and so does who comes later."""
        self._closed = True
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _start(self, key: K, work: Callable[[SharedCall[V]], Awaitable[V]]) -> SharedCall[V]:
        call: SharedCall[V] = SharedCall()
        call.task = asyncio.create_task(self._run(key, call, work))
        self._in_flight[key] = call
        self._tasks.add(call.task)
        call.task.add_done_callback(self._ended)
        return call

    async def _run(self, key: K, call: SharedCall[V], work: Callable[[SharedCall[V]], Awaitable[V]]) -> V:
        try:
            return await work(call)
        finally:
            # Before anybody hears of its end: the next to come finds no call.
            self._forget(key, call)

    def _forget(self, key: K, call: SharedCall[V]) -> None:
        if self._in_flight.get(key) is call:
            del self._in_flight[key]

    def _ended(self, task: asyncio.Task[V]) -> None:
        self._tasks.discard(task)
        if not task.cancelled():
            # Looked at, for perhaps nobody waits any more and asyncio would complain.
            task.exception()
