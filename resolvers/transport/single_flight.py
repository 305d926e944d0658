"""Sharing what is in flight: whoever wants what is being fetched already waits for it in place of fetching it again."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, Protocol, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Passenger(Protocol):
    """The account of one who waits for a flight."""

    def sent(self) -> None:
        """It went out, at this one's expense."""
        ...

    def joined(self) -> None:
        """It is out, at another's expense."""
        ...


class TooLate(Exception):
    """The time of one who waited is over; `departed` says whether what it waited for was out by then."""

    def __init__(self, departed: bool) -> None:
        super().__init__("too late")
        self.departed = departed


class Closed(Exception):
    """Nothing flies any more."""


class Flight(Generic[V]):
    """One piece of work and those who wait for it, in the order in which they came."""

    __slots__ = ("departed", "passengers", "task")
    task: asyncio.Task[V]

    def __init__(self) -> None:
        self.departed = False
        self.passengers: list[Passenger] = []

    def depart(self) -> None:
        """To be called by the work each time that something goes out: who has waited longest bears it."""
        first, *others = self.passengers
        first.sent()
        if not self.departed:
            for other in others:
                other.joined()
        self.departed = True


class Flights(Generic[K, V]):
    """At most one flight for each key at a time. For one event loop.

    A flight is a task of its own, so that whoever waits may leave, cancelled or out of time, without hurting the
    others; with the last of them it ends. It sets itself no time: `work` has to.
    """

    def __init__(self) -> None:
        self._flights: dict[K, Flight[V]] = {}
        # Those that were cancelled too, until they have ended.
        self._tasks: set[asyncio.Task[V]] = set()
        self._closed = False

    async def board(
        self, key: K, work: Callable[[Flight[V]], Awaitable[V]], passenger: Passenger, seconds: float | None
    ) -> V:
        """What the flight of that key brings, `work` being the one that starts where there is none.

        Waits at most `seconds` (None: any time), then raises TooLate. An exception of the work is raised by all who
        wait, as the same object: what is expected to go wrong is better a value.
        """
        if self._closed:
            raise Closed
        flight = self._flights.get(key)
        if flight is None:
            flight = self._start(key, work)
        elif flight.departed:
            passenger.joined()
        flight.passengers.append(passenger)
        try:
            await asyncio.wait((flight.task,), timeout=seconds)
        finally:
            flight.passengers.remove(passenger)
            if not flight.passengers:
                self._forget(key, flight)
                flight.task.cancel()
        if not flight.task.done():
            raise TooLate(flight.departed)
        if flight.task.cancelled():
            raise Closed
        return flight.task.result()

    def seal(self) -> None:
        """Nobody boards what is in flight now: whoever comes wants to see what happened meanwhile."""
        self._flights.clear()

    async def aclose(self) -> None:
        """End every flight; who waits gets Closed, and so does who comes later."""
        self._closed = True
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _start(self, key: K, work: Callable[[Flight[V]], Awaitable[V]]) -> Flight[V]:
        flight: Flight[V] = Flight()
        flight.task = asyncio.create_task(self._fly(key, flight, work))
        self._flights[key] = flight
        self._tasks.add(flight.task)
        flight.task.add_done_callback(self._landed)
        return flight

    async def _fly(self, key: K, flight: Flight[V], work: Callable[[Flight[V]], Awaitable[V]]) -> V:
        try:
            return await work(flight)
        finally:
            # Before anybody hears of its end: the next to come finds no flight.
            self._forget(key, flight)

    def _forget(self, key: K, flight: Flight[V]) -> None:
        if self._flights.get(key) is flight:
            del self._flights[key]

    def _landed(self, task: asyncio.Task[V]) -> None:
        self._tasks.discard(task)
        if not task.cancelled():
            # Looked at, for perhaps nobody waits any more and asyncio would complain.
            task.exception()
