"""What a resolver for each row sends: one REST call a row and field, nothing shared, nothing joined, nothing kept.

A field whose value is a plain attribute of its record costs nothing. A field of another type is read by a call of its
own with the vendor's own filter, in the way of facades that link types to paths: a LIPS contact by its number, the
contact moments of a relation, the transcript of an engagement, the title of a type. Rows of a level are asked at the
same time, within as many connections to a vendor as our own graph may have.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

import httpx

CONNECTIONS = 20
LIPS_PAGE = 100
SALEMOVE_PAGE = 100
PROCURIOS_PAGE = 25

Row = dict[str, Any]
_MOMENTS = "/l/contact_moment_api/contact_moment"


class Vendors:
    """The four vendors, each as its document describes it."""

    def __init__(self, clients: Mapping[str, httpx.AsyncClient], environment: Mapping[str, str]) -> None:
        self._clients = clients
        self._environment = environment

    async def get(self, source: str, path: str, query: Sequence[tuple[str, str]] = ()) -> Any:
        """One request's decoded answer."""
        answer = await self._clients[source].get(path, params=list(query))
        answer.raise_for_status()
        return answer.json()

    async def interactions(self, page: int, per_page: int, number: str | None = None) -> tuple[list[Row], bool]:
        """A page of LIPS' list, and whether it is the last one."""
        query = [("global_master_advertiser_id", self._environment["TOUCHPOINT_LIPS__ADVERTISER_IDS"])]
        query += [("event_params[phone_numbers]", number)] if number else []
        query += [("page", str(page)), ("per_page", str(per_page))]
        answer = await self.get("LIPS", "/contact_interactions", query)
        return answer["contact_interactions"], page >= answer["total_pages"]

    async def canvasses(self, limit: int) -> list[Row]:
        """The newest of Polis."""
        query = [("skip", "0"), ("limit", str(limit)), ("sort", "/data/timestamp"), ("sort", "DESC")]
        found: list[Row] = (await self.get("POLIS", "/v2/interactions", query))["data"]
        return found

    async def engagements(self, page: int, per_page: int) -> tuple[list[Row], bool]:
        """A page of SaleMove's list, and whether it is the last one."""
        lists = (("operator_ids[]", "OPERATOR_IDS"), ("site_ids[]", "SITE_IDS"))
        query = [
            (name, one)
            for name, variable in lists
            for one in self._environment[f"TOUCHPOINT_SALEMOVE__{variable}"].split(",")
        ]
        query += [("page", str(page)), ("per_page", str(per_page)), ("order", "desc")]
        answer = await self.get("SALEMOVE", "/engagements", query)
        return answer["engagements"], "next_page" not in answer

    async def transcript(self, engagement: Row) -> list[Row]:
        """What was said in an engagement."""
        found: list[Row] = await self.get("SALEMOVE", f"/engagements/{engagement['id']}/chat_transcript")
        return found

    async def moments(self, relation_id: str | None = None) -> list[Row]:
        """All contact moments, or all of one relation: there is no order, so that the newest may come last."""
        query = [("relationIds", relation_id)] if relation_id else []
        found: list[Row] = []
        while True:
            page = await self.get("PROCURIOS", _MOMENTS, [("page", str(len(found) // PROCURIOS_PAGE + 1)), *query])
            found += page
            if len(page) < PROCURIOS_PAGE:
                return found

    async def types(self) -> list[Row]:
        """The types of contact moments."""
        found: list[Row] = await self.get("PROCURIOS", f"{_MOMENTS}/types")
        return found

    async def tags(self) -> Row:
        """The tags."""
        found: Row = await self.get("PROCURIOS", f"{_MOMENTS}/tags")
        return found


@asynccontextmanager
async def connected(urls: Mapping[str, str], environment: Mapping[str, str]) -> AsyncIterator[Vendors]:
    """The vendors, signed in."""
    tokens = {source: environment.get(f"TOUCHPOINT_{source}__TOKEN", "") for source in urls}
    headers = {
        "LIPS": {"authorization": f"token {tokens['LIPS']}", "x-api-key": environment["TOUCHPOINT_LIPS__API_KEY"]},
        "POLIS": {"authorization": f"Bearer {tokens['POLIS']}"},
        "PROCURIOS": {
            "authorization": f"Bearer {tokens['PROCURIOS']}",
            "accept": "application/vnd.procurios.contact_moment+json; version=1",
        },
        "SALEMOVE": {
            "authorization": f"Token {tokens['SALEMOVE']}",
            "accept": "application/vnd.salemove.v1+json",
        },
    }
    limits = httpx.Limits(max_connections=CONNECTIONS)
    clients = {
        source: httpx.AsyncClient(base_url=urls[source], headers=own, limits=limits, timeout=60, trust_env=False)
        for source, own in headers.items()
    }
    try:
        yield Vendors(clients, environment)
    finally:
        for client in clients.values():
            await client.aclose()


# ---------------------------------------------------------------- the queries


async def each(rows: Iterable[Row], resolve: Callable[[Row], Awaitable[object]]) -> None:
    """One call a row, at the same time."""
    await asyncio.gather(*(resolve(row) for row in rows))


def _time(row: Row) -> str:
    """By what records of all vendors are merged."""
    data = row.get("data") or {}
    when = row.get("occurred_at") or data.get("timestamp") or row.get("dateTime") or row.get("created_at")
    return str(when or "")


def newest(rows: Iterable[Row], count: int) -> list[Row]:
    """The newest of them."""
    return sorted(rows, key=_time, reverse=True)[:count]


async def contact(vendors: Vendors, row: Row) -> None:
    """The contact of a record: of LIPS' by its number; the others' are references, and are not read."""
    numbers = (row.get("contact") or {}).get("phone_numbers") or ()
    if numbers:
        await vendors.interactions(1, 1, numbers[0]["phone_number"])


async def interactions_of(vendors: Vendors, person: Row, count: int) -> list[Row]:
    """A LIPS contact's own: by its number, else among all, from the newest on until there are enough."""
    numbers = person.get("phone_numbers") or ()
    number = numbers[0]["phone_number"] if numbers else None
    found: list[Row] = []
    page, last = 1, False
    while not last and len(found) < count:
        rows, last = await vendors.interactions(page, LIPS_PAGE if number is None else count, number)
        found += [row for row in rows if row["contact_id"] == person["id"]]
        page += 1
    return found[:count]


async def engagements_of(vendors: Vendors, visitor_id: str, count: int) -> list[Row]:
    """A visitor's own: among all, from the newest on until there are enough."""
    found: list[Row] = []
    page, last = 1, False
    while not last and len(found) < count:
        rows, last = await vendors.engagements(page, SALEMOVE_PAGE)
        found += [row for row in rows if row["visitor_id"] == visitor_id]
        page += 1
    return found[:count]


async def people(vendors: Vendors, count: int) -> list[Row]:
    """The contacts that LIPS saw last."""
    found: dict[Any, Row] = {}
    page, last = 1, False
    while not last and len(found) < count:
        rows, last = await vendors.interactions(page, LIPS_PAGE)
        for row in rows:
            found.setdefault(row["contact"]["id"], row["contact"])
        page += 1
    return list(found.values())[:count]


async def person(vendors: Vendors, contact_id: str) -> Row | None:
    """A LIPS contact by its id, for which there is no parameter: from the newest interaction on."""
    page, last = 1, False
    while not last:
        rows, last = await vendors.interactions(page, LIPS_PAGE)
        found: list[Row] = [row["contact"] for row in rows if str(row["contact"]["id"]) == contact_id]
        if found:
            return found[0]
        page += 1
    return None


async def list_with_contacts(vendors: Vendors, count: int) -> None:
    """Interactions of both vendors, each with its contact."""
    (leads, _), canvasses = await asyncio.gather(vendors.interactions(1, count), vendors.canvasses(count))
    await each(newest([*leads, *canvasses], count), lambda row: contact(vendors, row))


async def engagements_with_transcripts(vendors: Vendors, count: int) -> None:
    """Engagements, each with its transcript."""
    rows, _ = await vendors.engagements(1, count)
    await each(rows, vendors.transcript)


async def relations_with_moments(vendors: Vendors, relation_ids: Sequence[str]) -> None:
    """Relations, each with its contact moments."""
    await asyncio.gather(*(vendors.moments(one) for one in relation_ids))


async def contacts_with_interactions(vendors: Vendors, count: int, nested: int) -> None:
    """Contacts, each with its interactions."""
    await each(await people(vendors, count), lambda one: interactions_of(vendors, one, nested))


async def timeline(vendors: Vendors, count: int) -> None:
    """Everything of all vendors, each record with its contacts."""
    (leads, _), canvasses, moments, (engagements, _) = await asyncio.gather(
        vendors.interactions(1, count), vendors.canvasses(count), vendors.moments(), vendors.engagements(1, count)
    )
    rows = newest([*leads, *canvasses, *moments, *engagements], count)
    await each(rows, lambda row: contact(vendors, row))


async def contact_screen(vendors: Vendors, contact_id: str, relation_id: str, visitor_id: str) -> None:
    """Everything about somebody whom three vendors know."""

    async def lead() -> None:
        found = await person(vendors, contact_id)
        if found is not None:
            await asyncio.gather(*(interactions_of(vendors, found, 10) for _field in ("interactions", "touchpoints")))

    async def relation() -> None:
        # Its name, its contact moments and its touchpoints: three fields.
        lists = await asyncio.gather(*(vendors.moments(relation_id) for _ in range(3)))
        await each(newest(lists[0], 10), lambda _row: vendors.types())

    async def visitor() -> None:
        lists = await asyncio.gather(
            engagements_of(vendors, visitor_id, 1),
            engagements_of(vendors, visitor_id, 5),
            engagements_of(vendors, visitor_id, 10),
        )
        await each(lists[1], vendors.transcript)

    await asyncio.gather(lead(), relation(), visitor(), vendors.types(), vendors.tags())
