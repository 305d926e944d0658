"""Writes the tables of docs/filters.md from what the code does.

usage: python docs/filters.py [--check]

Each field of each filter is set alone, for each source, and a page is asked for over a small sandbox. What the page's
reports say, and which parameters the vendor got, makes the cell. Nothing here knows what the answer should be.
"""

import argparse
import asyncio
import re
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec

from app.sandbox.options import SandboxOptions
from app.sandbox.server import Sandbox
from app.settings import Settings
from resolvers.context import RequestContext
from resolvers.model.connection import Connection, PageRequest, SourceReport
from resolvers.model.enums import EngagementKind, InteractionKind, OrderDirection, Source, SourceStatus
from resolvers.model.filters import (
    ContactFilter,
    ContactMomentFilter,
    EngagementFilter,
    Filter,
    InstantRange,
    InteractionFilter,
    TouchpointFilter,
)
from resolvers.model.ids import Kind, RecordRef
from resolvers.model.records import Contact, PhoneNumber
from resolvers.queries import contact_moments, contacts, engagements, interactions, touchpoints
from resolvers.registry import Registry
from resolvers.sources.readers import NumberedReader, OffsetReader, ReversedReader
from resolvers.timeline.watermark import ResumeHint

PAGE: Final = Path(__file__).with_name("filters.md")
SMALL: Final = SandboxOptions(contacts=4, canvasses=4, contact_moments=4, relations=4, engagements=4)
PAGING: Final = frozenset({"page", "per_page", "skip", "limit", "sort", "order"})
NAMES: Final = {
    Source.LIPS: "LIPS",
    Source.POLIS: "Polis",
    Source.PROCURIOS: "Procurios",
    Source.SALEMOVE: "SaleMove",
}

Page = Callable[..., Awaitable[Connection[Any]]]
LISTS: Final[Sequence[tuple[str, Page, type[Filter]]]] = (
    ("interactions", interactions.page, InteractionFilter),
    ("engagements", engagements.page, EngagementFilter),
    ("contactMoments", contact_moments.page, ContactMomentFilter),
    ("touchpoints", touchpoints.page, TouchpointFilter),
    ("contacts", contacts.page, ContactFilter),
)

HERE: Final = "here"
EXCLUDES: Final = "leaves the source out"


def sample(field: str, source: Source, owner: type[Filter]) -> Any:
    """A value for a field that the source may well have records of."""
    contact = RecordRef(Kind.CONTACT, source, "1")
    match field:
        case "sources":
            return (source,)
        case "occurred_at" | "last_seen":
            return InstantRange("2020-01-01T00:00:00.000Z", "2030-01-01T00:00:00.000Z")
        case "changed_since":
            return "2020-01-01T00:00:00.000Z"
        case "kinds":
            return tuple(EngagementKind if owner is EngagementFilter else InteractionKind)
        case "contact" | "visitor":
            return contact
        case "contacts":
            return (contact,)
        case "read" | "important" | "successful" | "unavailable" | "flagged":
            return True
        case "has_video" | "has_audio" | "has_cobrowsing":
            return True
    return ("1",)


class Asked:
    """A small sandbox, and what a page of it cost."""

    def __init__(self, sandbox: Sandbox, registry: Registry) -> None:
        self._sandbox = sandbox
        self._registry = registry

    async def sources(self, page: Page, owner: type[Filter]) -> list[Source]:
        """Those that have a share in a connection."""
        answer = await page(RequestContext(self._registry), PageRequest(filter=owner(), first=1))
        return [report.source for report in answer.sources]

    def readable(self) -> list[tuple[Kind, Source]]:
        """Every list that there is."""
        found = [(kind, record_list.source) for kind in _PAGES for record_list in self._registry.record_lists(kind)]
        return sorted(found, key=lambda entry: list(Source).index(entry[1]))

    async def page(
        self, page: Page, filter_: Filter, source: Source, **more: Any
    ) -> tuple[SourceReport, dict[str, set[str]]]:
        """The source's report, and the parameters that it got, but for those of paging."""
        self._sandbox.clear_requests()
        answer = await page(RequestContext(self._registry), PageRequest(filter=filter_, first=1), **more)
        report = next(report for report in answer.sources if report.source is source)
        sent: dict[str, set[str]] = {}
        for request in self._sandbox.requests:
            if request.source == source.name:
                for name, value in request.query:
                    sent.setdefault(name, set()).add(value)
        return report, {name: values for name, values in sent.items() if name not in PAGING}

    async def cell(self, page: Page, owner: type[Filter], field: str, source: Source) -> str:
        """What becomes of one field at one source."""
        _, plain = await self.page(page, owner(), source)
        report, sent = await self.page(page, owner(**{field: sample(field, source, owner)}), source)
        if report.status is SourceStatus.SKIPPED:
            return EXCLUDES
        if field == "sources":
            return "chooses the source"
        added = [name for name, values in sent.items() if values != plain.get(name)]
        if report.pushed_down:
            return "vendor: " + ", ".join(f"`{name}`" for name in added)
        if not report.residual:
            raise RuntimeError(f"{field} at {source.name} is neither pushed down nor held here")
        return HERE

    def order(self, kind: Kind, source: Source, direction: OrderDirection) -> str:
        """Who brings the list into an order."""
        record_list = next(
            record_list for record_list in self._registry.record_lists(kind) if record_list.source is source
        )
        query = record_list.plan(_PAGES[kind][1](), None).queries[0]
        match record_list.reader(query, direction, ResumeHint()):
            case None:
                return "here, in the index"
            case ReversedReader():
                return "here: the vendor's list, read from its last page back"
            case NumberedReader() | OffsetReader():
                return "vendor"
        raise RuntimeError(f"{source.name} has a reader of a new kind")

    async def order_parameters(self, page: Page, owner: type[Filter], source: Source, direction: OrderDirection) -> str:
        """The parameters of order that the vendor got."""
        self._sandbox.clear_requests()
        await page(RequestContext(self._registry), PageRequest(filter=owner(), first=1, direction=direction))
        requests = [request for request in self._sandbox.requests if request.source == source.name]
        pairs = (
            [f"{name}={value}" for name, value in requests[0].query if name in ("sort", "order")] if requests else []
        )
        return f": `{'&'.join(pairs)}`" if pairs else ""


_PAGES: Final[dict[Kind, tuple[Page, type[Filter]]]] = {
    Kind.INTERACTION: (interactions.page, InteractionFilter),
    Kind.ENGAGEMENT: (engagements.page, EngagementFilter),
    Kind.CONTACT_MOMENT: (contact_moments.page, ContactMomentFilter),
}


async def filter_tables(asked: Asked) -> dict[str, str]:
    """One table for each connection."""
    tables: dict[str, str] = {}
    for name, page, owner in LISTS:
        sources = await asked.sources(page, owner)
        rows = [["field", *(NAMES.get(source, source.name) for source in sources)]]
        for field in msgspec.structs.fields(owner):
            cells = [await asked.cell(page, owner, field.name, source) for source in sources]
            rows.append([f"`{_camel(field.name)}`", *cells])
        tables[name] = _table(rows)
    return tables


async def order_table(asked: Asked) -> str:
    """Each source and direction."""
    rows = [["list", "newest first (`DESC`)", "oldest first (`ASC`)"]]
    for kind, source in asked.readable():
        page, owner = _PAGES[kind]
        cells = []
        for direction in (OrderDirection.DESC, OrderDirection.ASC):
            who = asked.order(kind, source, direction)
            how = await asked.order_parameters(page, owner, source, direction)
            if who == "vendor" and not how:
                how = ", its only order"
            cells.append(who + how)
        rows.append([NAMES.get(source, source.name), *cells])
    return _table(rows)


async def contact_table(asked: Asked) -> str:
    """What narrows the lists under a contact."""
    rows = [["a contact of", "its list", "narrowed by"]]
    number = (PhoneNumber("+13184227453"),)
    shown: Sequence[tuple[str, Contact, str, Page, type[Filter]]] = (
        ("LIPS, with a number", _contact(Source.LIPS, number), "interactions", interactions.page, InteractionFilter),
        ("LIPS, without one", _contact(Source.LIPS), "interactions", interactions.page, InteractionFilter),
        ("Polis", _contact(Source.POLIS), "interactions", interactions.page, InteractionFilter),
        ("Procurios", _contact(Source.PROCURIOS), "contactMoments", contact_moments.page, ContactMomentFilter),
        ("SaleMove", _contact(Source.SALEMOVE), "engagements", engagements.page, EngagementFilter),
    )
    for who, contact, name, page, owner in shown:
        _, plain = await asked.page(page, owner(), contact.source)
        _, sent = await asked.page(page, owner(), contact.source, of=contact)
        added = [f"`{key}`" for key, values in sent.items() if values != plain.get(key)]
        rows.append([who, f"`{name}`", f"vendor: {', '.join(added)}" if added else HERE])
    return _table(rows)


def _contact(source: Source, numbers: tuple[PhoneNumber, ...] = ()) -> Contact:
    return Contact(source=source, source_id="1", phone_numbers=numbers)


async def tables(sandbox: Sandbox) -> dict[str, str]:
    """Every table of the page, by the name of its marker."""
    registry = Registry(Settings.load(sandbox.environment(), env_file=None).configuration())
    asked = Asked(sandbox, registry)
    try:
        return {**await filter_tables(asked), "order": await order_table(asked), "contact": await contact_table(asked)}
    finally:
        await registry.aclose()


def render(text: str) -> str:
    """The page with its tables as they have to be: between `<!-- table: name -->` and `<!-- end -->`."""
    with Sandbox(SMALL) as sandbox:
        made = asyncio.run(tables(sandbox))
    for name, table in made.items():
        pattern = rf"(<!-- table: {name} -->\n\n).*?(\n<!-- end -->)"
        found = re.search(pattern, text, re.DOTALL)
        if found is None:
            raise RuntimeError(f"{PAGE.name} has no place for a table named {name}")
        text = f"{text[: found.start()]}{found[1]}{table}{found[2]}{text[found.end() :]}"
    return text


def _table(rows: Sequence[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([lines[0], "|" + " --- |" * len(rows[0]), *lines[1:]]) + "\n"


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(map(str.capitalize, others))


def main() -> int:
    """Write the tables, or say that they are out of date."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 where the page is out of date")
    given = parser.parse_args()
    old = PAGE.read_text(encoding="utf-8")
    new = render(old)
    if given.check:
        if new != old:
            sys.stderr.write(f"{PAGE.name} is out of date: run python docs/filters.py\n")
        return int(new != old)
    PAGE.write_text(new, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
