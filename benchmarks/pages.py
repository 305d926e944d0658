"""What a page costs, however deep it lies: vendor requests and time for page 2, page 1,000 and a complete walk.

usage: python benchmarks/pages.py [--records 30000] [--first 25] [--latency-ms 0]

Runs the resolvers against the embedded sandbox over real HTTP, on loopback. Requests are counted by the sandbox, but
for the filling of the Procurios index, which is shown on a line of its own. Times are for comparison within one run.
"""

import argparse
import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from app.sandbox.options import SandboxOptions
from app.sandbox.server import Sandbox
from app.settings import Settings
from resolvers.context import RequestContext
from resolvers.model.connection import Connection, PageRequest
from resolvers.model.enums import OrderDirection, Source
from resolvers.model.filters import (
    ContactFilter,
    ContactMomentFilter,
    EngagementFilter,
    InteractionFilter,
    TouchpointFilter,
)
from resolvers.queries import contact_moments, contacts, engagements, interactions, touchpoints
from resolvers.registry import Registry

Page = Callable[[RequestContext, PageRequest], Awaitable[Connection[Any]]]


@dataclass(frozen=True)
class Case:
    """A connection to walk."""

    name: str
    page: Page
    filter: Any
    direction: OrderDirection = OrderDirection.DESC


CASES = (
    Case("LIPS", interactions.page, InteractionFilter(sources=(Source.LIPS,))),
    Case("LIPS, oldest first", interactions.page, InteractionFilter(sources=(Source.LIPS,)), OrderDirection.ASC),
    Case("Polis", interactions.page, InteractionFilter(sources=(Source.POLIS,))),
    Case("SaleMove", engagements.page, EngagementFilter()),
    Case("Procurios (index)", contact_moments.page, ContactMomentFilter()),
    Case("interactions, merged", interactions.page, InteractionFilter()),
    Case("touchpoints, merged", touchpoints.page, TouchpointFilter()),
    Case("contacts", contacts.page, ContactFilter()),
)


@dataclass
class Walked:
    """What one walk cost: requests and seconds, page by page."""

    requests: list[int]
    seconds: list[float]
    records: int


async def walk(registry: Registry, sandbox: Sandbox, case: Case, first: int) -> Walked:
    """Every page of a connection, up to 1,200 of them."""
    walked = Walked([], [], 0)
    after: str | None = None
    while len(walked.requests) < 1_200:
        sandbox.clear_requests()
        started = time.perf_counter()
        request = PageRequest(filter=case.filter, direction=case.direction, first=first, after=after)
        page = await case.page(RequestContext(registry), request)
        walked.seconds.append(time.perf_counter() - started)
        walked.requests.append(len(sandbox.requests))
        walked.records += len(page.edges)
        after = page.page_info.end_cursor
        if not page.page_info.has_next_page:
            break
    return walked


def line(case: Case, walked: Walked, first: int) -> str:
    """One row of the table."""
    deep = min(1_000, len(walked.requests)) - 1
    vendor_pages = max(1, -(-walked.records // first))
    total = sum(walked.requests)
    return (
        f"| {case.name} | {walked.requests[1]} | {walked.seconds[1] * 1000:.1f} | {deep + 1} | {walked.requests[deep]} "
        f"| {walked.seconds[deep] * 1000:.1f} | {max(walked.requests[1:])} | {len(walked.requests)} | {walked.records} "
        f"| {total} | {total / vendor_pages:.2f} | {sum(walked.seconds):.1f} |"
    )


async def run(records: int, first: int, latency_ms: int) -> None:
    """Print the table."""
    options = SandboxOptions(
        contacts=records // 5,
        interactions_per_contact=5,
        canvasses=records,
        contact_moments=min(records, 5_000),
        engagements=records,
        latency_ms=latency_ms,
    )
    with Sandbox(options) as sandbox:
        registry = Registry(settings_of(sandbox).configuration())
        await fill(registry, sandbox)
        print("| list | page 2: requests | ms | deep page | requests | ms | most ", end="")
        print("| pages | records | requests | per page of records | s |")
        print("| --- " * 12 + "|")
        for case in CASES:
            print(line(case, await walk(registry, sandbox, case, first), first), flush=True)
        await registry.aclose()


def settings_of(sandbox: Sandbox) -> Settings:
    """The settings that point a facade at the sandbox."""
    return Settings.load(sandbox.environment(), env_file=None)


async def fill(registry: Registry, sandbox: Sandbox) -> None:
    """Let the index of Procurios fill, and say what it cost."""
    started = time.perf_counter()
    while True:
        page = await contact_moments.page(RequestContext(registry), PageRequest(filter=ContactMomentFilter(), first=1))
        if page.edges:
            break
    print(f"filling the index: {len(sandbox.requests)} requests, {time.perf_counter() - started:.1f} s\n")


def main() -> None:
    """Read the arguments and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=30_000)
    parser.add_argument("--first", type=int, default=25)
    parser.add_argument("--latency-ms", type=int, default=0)
    given = parser.parse_args()
    asyncio.run(run(given.records, given.first, given.latency_ms))


if __name__ == "__main__":
    main()
