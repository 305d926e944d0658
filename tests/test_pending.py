"""Waiting for all that is asked for: from the moment a field is called, however long it takes until it runs."""

import asyncio
from collections.abc import Coroutine
from types import SimpleNamespace
from typing import Any, cast

import pytest

from resolvers.context import RequestContext
from resolvers.model.enums import Source
from resolvers.model.records import Operator
from resolvers.pending import PendingFields
from resolvers.queries import engagements

FOREVER = 60.0


async def turns(count: int) -> None:
    """So many of the loop."""
    for _ in range(count):
        await asyncio.sleep(0)


async def test_where_nothing_is_pending_nobody_waits() -> None:
    async with asyncio.timeout(0.5):
        await PendingFields().settled(FOREVER)


@pytest.mark.parametrize("before", [0, 1, 7, 200])
@pytest.mark.parametrize("within", [0, 1, 7, 200])
async def test_a_field_is_pending_from_its_call_until_it_is_resolved(before: int, within: int) -> None:
    """Whether it runs at once or many turns later."""
    pending, told = PendingFields(), []

    async def resolve() -> int:
        await turns(within)
        told.append("resolved")
        return 5

    async def run(field: Coroutine[Any, Any, int]) -> int:
        await turns(before)
        return await field

    async def wait() -> None:
        await pending.settled(FOREVER)
        told.append("settled")

    waiting = asyncio.create_task(wait())
    running = asyncio.create_task(run(pending.watch(resolve)))
    assert await running == 5
    await waiting
    assert told == ["resolved", "settled"]


@pytest.mark.parametrize("levels", [1, 2, 30])
async def test_fields_that_are_called_as_soon_as_their_parent_has_its_value_are_waited_for(levels: int) -> None:
    """As an executor does it, in the same step; each level runs many turns after that."""
    pending, resolved = PendingFields(), 0

    async def resolve() -> None:
        nonlocal resolved
        await turns(3)
        resolved += 1

    async def complete(field: Coroutine[Any, Any, None], left: int) -> None:
        await turns(20)
        await field
        if left:
            await complete(pending.watch(resolve), left - 1)

    running = asyncio.create_task(complete(pending.watch(resolve), levels))
    await pending.settled(FOREVER)
    assert resolved == levels + 1
    await running


async def test_a_field_that_fails_or_is_cancelled_is_not_pending() -> None:
    pending = PendingFields()

    async def fail() -> None:
        raise LookupError

    with pytest.raises(LookupError):
        await pending.watch(fail)
    never = asyncio.create_task(pending.watch(asyncio.Event().wait))
    await turns(2)
    never.cancel()
    await pending.settled(FOREVER)
    await asyncio.gather(never, return_exceptions=True)


async def test_a_field_that_nobody_runs_is_given_up_once_no_other_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its siblings failed before it, and what would have run it was cancelled."""
    monkeypatch.setattr("resolvers.pending.GRACE", 0.0)
    pending, gate = PendingFields(), asyncio.Event()
    given_up = pending.watch(asyncio.Event().wait)
    running = asyncio.create_task(pending.watch(gate.wait))
    waiting = asyncio.create_task(pending.settled(FOREVER))
    await turns(50)
    assert not waiting.done()
    gate.set()
    await waiting
    given_up.close()
    await running


async def test_nobody_waits_longer_than_it_may() -> None:
    pending = PendingFields()
    never = asyncio.create_task(pending.watch(asyncio.Event().wait))
    async with asyncio.timeout(0.5):
        await pending.settled(0.0)
        await pending.settled(0.01)
    assert not never.done()
    never.cancel()
    await asyncio.gather(never, return_exceptions=True)


async def test_a_name_that_stands_in_the_record_waits_for_nothing() -> None:
    pending = PendingFields()
    never = asyncio.create_task(pending.watch(asyncio.Event().wait))
    context = cast("RequestContext", SimpleNamespace(pending=pending))
    assert await engagements.operator_name(context, Operator(Source.SALEMOVE, "o", "Kim")) == "Kim"
    never.cancel()
    await asyncio.gather(never, return_exceptions=True)
