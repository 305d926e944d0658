"""Sharing work in flight, by itself: who waits for what, who bears it, and that nothing is left running."""

import asyncio
import gc
from dataclasses import dataclass, field
from typing import Any

import pytest

from resolvers.transport.single_flight import Closed, SharedCall, SingleFlight, TooLate
from tests.transport.clocks import settle


@dataclass(eq=False)
class Rider:
    """One who waits, with what it was told."""

    told: list[str] = field(default_factory=list)

    def sent(self) -> None:
        self.told.append("sent")

    def joined(self) -> None:
        self.told.append("joined")


@dataclass
class Work:
    """Departs when `runway` is open and ends when `gate` is, with its number or `error`."""

    error: Exception | None = None
    runway: asyncio.Event = field(default_factory=asyncio.Event)
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    started: int = 0
    ended: int = 0

    async def __call__(self, call: SharedCall[int]) -> int:
        self.started += 1
        number = self.started
        try:
            await self.runway.wait()
            call.mark_sent()
            await self.gate.wait()
        finally:
            self.ended += 1
        if self.error is not None:
            raise self.error
        return number


def departing(error: Exception | None = None) -> Work:
    """Work that goes out at once."""
    work = Work(error)
    work.runway.set()
    return work


class Airport:
    """Flights over one piece of work."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.in_flight: SingleFlight[str, int] = SingleFlight()
        self.riders: list[Rider] = []

    def join(self, key: str = "a", seconds: float | None = 30.0) -> "asyncio.Task[int]":
        """One more who wants it."""
        self.riders.append(Rider())
        return asyncio.create_task(self.in_flight.join(key, self.work, self.riders[-1], seconds))

    @property
    def told(self) -> list[list[str]]:
        return [rider.told for rider in self.riders]


async def cancelled(task: "asyncio.Task[int]") -> None:
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_who_comes_while_it_is_out_waits_for_it_at_no_expense() -> None:
    airport = Airport(departing())
    first = airport.join()
    await settle()
    second = airport.join()
    await settle()
    airport.work.gate.set()
    assert [await first, await second] == [1, 1]
    assert (airport.work.started, airport.told) == (1, [["sent"], ["joined"]])


async def test_who_comes_before_it_is_out_learns_of_its_departure_then() -> None:
    airport = Airport(Work())
    tasks = [airport.join(), airport.join()]
    await settle()
    assert airport.told == [[], []]
    airport.work.runway.set()
    await settle()
    assert airport.told == [["sent"], ["joined"]]
    airport.work.gate.set()
    assert await asyncio.gather(*tasks) == [1, 1]


async def test_other_keys_are_other_flights() -> None:
    airport = Airport(departing())
    airport.work.gate.set()
    tasks = [airport.join("a"), airport.join("b")]
    assert await asyncio.gather(*tasks) == [1, 2]


async def test_once_it_has_ended_the_next_is_a_new_one() -> None:
    airport = Airport(departing())
    airport.work.gate.set()
    assert [await airport.join(), await airport.join()] == [1, 2]
    assert airport.told == [["sent"], ["sent"]]


async def test_nobody_boards_a_flight_that_has_ended_though_nobody_has_heard_of_it() -> None:
    """Within the turn of the loop in which it ended."""
    airport = Airport(departing())
    first = airport.join()
    await settle()

    async def on_its_heels() -> int:
        await airport.work.gate.wait()
        return await airport.in_flight.join("a", airport.work, Rider(), None)

    second = asyncio.create_task(on_its_heels())
    await settle()
    airport.work.gate.set()
    assert [await first, await second] == [1, 2]


@pytest.mark.parametrize("leaving", [0, 1])
async def test_one_who_is_cancelled_does_not_hurt_the_other(leaving: int) -> None:
    airport = Airport(departing())
    tasks = [airport.join(), airport.join()]
    await settle()
    await cancelled(tasks.pop(leaving))
    airport.work.gate.set()
    assert await tasks[0] == 1
    assert airport.work.started == 1


async def test_with_the_last_who_waits_it_ends() -> None:
    airport = Airport(departing())
    tasks = [airport.join(), airport.join()]
    await settle()
    await cancelled(tasks[0])
    await settle()
    assert airport.work.ended == 0
    await cancelled(tasks[1])
    await settle()
    assert airport.work.ended == 1
    assert airport.in_flight._tasks == set()


async def test_what_is_ending_is_not_boarded() -> None:
    airport = Airport(departing())
    first = airport.join()
    await settle()
    await cancelled(first)
    airport.work.gate.set()
    assert await airport.join() == 2


async def test_the_next_in_line_bears_what_the_first_left_before_departure() -> None:
    airport = Airport(Work())
    tasks = [airport.join() for _ in range(3)]
    await settle()
    await cancelled(tasks.pop(0))
    airport.work.runway.set()
    airport.work.gate.set()
    assert await asyncio.gather(*tasks) == [1, 1]
    assert airport.told == [[], ["sent"], ["joined"]]


async def test_what_the_first_left_after_departure_stays_on_its_account() -> None:
    airport = Airport(departing())
    tasks = [airport.join(), airport.join()]
    await settle()
    await cancelled(tasks[0])
    airport.work.gate.set()
    assert await tasks[1] == 1
    assert airport.told == [["sent"], ["joined"]]


@pytest.mark.parametrize("hasty", [0, 1])
async def test_each_waits_as_long_as_it_has_time(hasty: int) -> None:
    """Whoever of the two came first."""
    airport = Airport(departing())
    tasks = [airport.join(seconds=0.01 if number == hasty else None) for number in range(2)]
    with pytest.raises(TooLate) as raised:
        await tasks.pop(hasty)
    assert raised.value.was_sent
    assert airport.work.ended == 0
    airport.work.gate.set()
    assert await tasks[0] == 1


async def test_it_does_not_outlast_the_time_of_those_who_wait() -> None:
    airport = Airport(Work())
    ends = await asyncio.gather(airport.join(seconds=0.01), airport.join(seconds=0.02), return_exceptions=True)
    assert [isinstance(end, TooLate) and not end.was_sent for end in ends] == [True, True]
    await settle()
    assert (airport.work.started, airport.work.ended) == (1, 1)
    assert airport.told == [[], []]


async def test_what_fails_fails_for_all() -> None:
    airport = Airport(departing(ValueError("broken")))
    tasks = [airport.join(), airport.join()]
    airport.work.gate.set()
    ends = await asyncio.gather(*tasks, return_exceptions=True)
    assert [str(end) for end in ends] == ["broken", "broken"]
    assert airport.work.started == 1


async def test_a_failure_for_which_nobody_waits_any_more_is_no_complaint() -> None:
    complaints: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: complaints.append(context))

    async def stubborn(call: SharedCall[int]) -> int:
        call.mark_sent()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            raise ValueError from None
        return 0

    in_flight: SingleFlight[str, int] = SingleFlight()
    with pytest.raises(TooLate):
        await in_flight.join("a", stubborn, Rider(), 0.001)
    await settle()
    gc.collect()
    assert complaints == []


async def test_what_is_sealed_is_boarded_by_nobody_and_goes_on_for_those_on_board() -> None:
    airport = Airport(departing())
    first = airport.join()
    await settle()
    airport.in_flight.seal()
    tasks = [first, airport.join(), airport.join()]
    await settle()
    airport.work.gate.set()
    assert await asyncio.gather(*tasks) == [1, 2, 2]


async def test_closing_ends_what_is_in_flight_and_turns_away_who_comes_later() -> None:
    airport = Airport(departing())
    tasks = [airport.join("a"), airport.join("a"), airport.join("b")]
    await settle()
    await airport.in_flight.aclose()
    assert (airport.work.started, airport.work.ended) == (2, 2)
    ends = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(end) for end in ends] == [Closed] * 3
    with pytest.raises(Closed):
        await airport.join()
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_closing_waits_for_what_was_left_too() -> None:
    """Whoever closes the connections next finds nobody on them."""
    ended = False

    async def slow(call: SharedCall[int]) -> int:
        nonlocal ended
        call.mark_sent()
        try:
            await asyncio.Event().wait()
        finally:
            await settle()
            ended = True
        return 0

    in_flight: SingleFlight[str, int] = SingleFlight()
    with pytest.raises(TooLate):
        await in_flight.join("a", slow, Rider(), 0.001)
    await in_flight.aclose()
    assert ended
