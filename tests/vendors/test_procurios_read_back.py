"""What was registered in Procurios is read back, and no reading that began before it counts as fresh."""

import asyncio
import datetime as dt

import pytest

from resolvers.model.enums import Source
from resolvers.model.errors import BudgetExhausted, ErrorCode, SourceFailure
from resolvers.model.http import VendorRequest, VendorResponse
from resolvers.model.inputs import ContactMomentCreation
from resolvers.model.keys import RecordKey
from resolvers.model.write_outcome import Outcome, WriteFailure
from resolvers.model.write_results import ContactMomentCreated
from resolvers.vendors.procurios import requests
from resolvers.vendors.procurios.configuration import Configuration
from resolvers.vendors.procurios.source import ProcuriosSource
from resolvers.vendors.procurios.writes import READ_BACK_PAGES, NewMoment
from tests.vendors.documents import sample
from tests.vendors.fetches import Answer, Script, encoded, failing, none_asked, scripted
from tests.vendors.moments import Clocks, MomentList, caller, index_of, moment, opened

NOW = dt.datetime(2026, 11, 22, 1, 0, 30, tzinfo=dt.UTC)


def procurios() -> ProcuriosSource:
    configuration = Configuration(base_url="http://procurios.example", timezone="Europe/Amsterdam")
    return ProcuriosSource(configuration, none_asked, now=lambda: NOW)


def page(*ids: int) -> bytes:
    return encoded([{"id": key, "senderId": 42, "recipients": [7]} for key in ids])


async def test_what_was_registered_is_looked_for_among_its_sender_s_latest() -> None:
    """From a minute before it was sent on, on the vendor's clocks: it may have been stored long before the answer."""
    times = [NOW, NOW + dt.timedelta(seconds=7)]
    headers = {"date": "Sun, 22 Nov 2026 01:00:37 GMT"}
    fetch = scripted(VendorResponse(200, headers, sample("procurios/create.json")), page(41, 42))
    source = procurios()
    source.now = lambda: times.pop(0)
    new = await source.create_moment(fetch, "ContactMomentPhone", {"subject": "x"})
    found = await source.read_back(fetch, new, "1516")
    assert found is not None
    assert found.source_id == new.source_id == "42"
    assert fetch.sent_values("since")[1:] == ["2026-11-22T01:59:30"]
    assert fetch.sent_values("relationIds")[1:] == ["1516"]


async def test_a_registration_that_does_not_show_yet_is_looked_for_no_longer_than_a_few_pages() -> None:
    new = NewMoment("42", dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    assert await procurios().read_back(scripted(page(1, 2)), new, "7") is None
    full = page(*range(100, 100 + requests.PAGE_SIZE))
    fetch = scripted(*[full] * READ_BACK_PAGES)
    with pytest.raises(BudgetExhausted):
        await procurios().read_back(fetch, new, "7")
    assert fetch.requests == READ_BACK_PAGES


async def test_a_registration_is_looked_for_from_before_it_whatever_the_vendor_s_date_says() -> None:
    """One that is ahead is no measure; one that is behind may be what the vendor compares by."""
    answers = {
        "Sun, 22 Nov 2026 04:00:30 GMT": "2026-11-22T01:55:30",
        "Sat, 21 Nov 2026 22:00:30 GMT": "2026-11-21T22:59:30",
        "lately": "2026-11-22T01:55:30",
    }
    for date, since in answers.items():
        fetch = scripted(VendorResponse(200, {"date": date}, sample("procurios/create.json")), page(42))
        source = procurios()
        await source.read_back(fetch, await source.create_moment(fetch, "ContactMomentPhone", {}), "1516")
        assert fetch.sent_values("since")[1:] == [since]


@pytest.mark.parametrize(
    ("answers", "limit", "code"),
    [
        ([failing(Source.PROCURIOS, 503)], None, ErrorCode.SOURCE_UNAVAILABLE),
        ([failing(Source.PROCURIOS, 401, ErrorCode.SOURCE_UNAUTHENTICATED)], None, ErrorCode.SOURCE_UNAUTHENTICATED),
        ([b"[{"], None, ErrorCode.SOURCE_BAD_RESPONSE),
        ([], 0, ErrorCode.SCAN_BUDGET_EXHAUSTED),
        ([page(*range(100, 125))] * READ_BACK_PAGES, None, ErrorCode.SCAN_BUDGET_EXHAUSTED),
    ],
)
async def test_a_registration_that_cannot_be_read_back_says_that_it_is_done(
    answers: list[Answer], limit: int | None, code: ErrorCode
) -> None:
    made = await registered(scripted(*answers, limit=limit))
    assert made.contact_moment_id == "42"
    assert isinstance(made.contact_moment, WriteFailure)
    assert made.contact_moment.outcome is Outcome.APPLIED
    assert isinstance(made.contact_moment.cause, SourceFailure)
    assert made.contact_moment.cause.code is code


async def test_a_registration_that_does_not_show_yet_is_null_without_an_error() -> None:
    assert await registered(scripted(page(1, 2))) == ContactMomentCreated("42")


async def registered(read_back: Script) -> ContactMomentCreated:
    """What is said of a registration that was taken."""
    fetch = scripted(*(sample(f"procurios/{name}.json") for name in ("types", "schema", "create")))
    relation = RecordKey(source=Source.PROCURIOS, source_id="1516")
    creation = ContactMomentCreation(
        type_id="ContactMomentPhone", subject="Retention call", sender=relation, recipients=(relation,)
    )
    return await procurios().create_contact_moment(fetch, creation, read_back)


async def test_an_index_that_was_expired_is_refreshed_at_once() -> None:
    vendor = opened(MomentList([moment(1)]))
    index = index_of(vendor, Clocks())
    await index.ready(caller())
    vendor.changed = [moment(2)]
    await index.ready(caller())
    assert (index.known("2"), vendor.since) == (None, [])
    index.expire()
    await index.ready(caller())
    assert index.known("2") == moment(2)
    await index.ready(caller())
    assert len(vendor.since) == 1


async def test_a_registration_expires_the_index_also_where_it_failed() -> None:
    """Its answer may be what was lost."""
    source = procurios()
    vendor = opened(MomentList([moment(1)]))
    source.index = index_of(vendor, Clocks())
    await source.index.ready(caller())
    with pytest.raises(SourceFailure):
        await source.create_moment(scripted(failing(Source.PROCURIOS, 503)), "x", {})
    vendor.changed = [moment(2)]
    await source.index.ready(caller())
    assert source.index.known("2") == moment(2)


async def test_what_was_being_read_when_something_was_written_does_not_count_as_fresh() -> None:
    """Neither a filling nor a refreshing that began before: the write may have come behind it."""
    rows = [moment(key) for key in range(1, 20)]
    vendor = MomentList(rows)
    index = index_of(vendor, Clocks())
    waiting = asyncio.create_task(index.ready(caller()))
    await vendor.stalled.wait()
    index.expire()
    vendor.changed = [moment(30)]
    vendor.gate.set()
    await waiting
    assert index.known("30") == moment(30)


async def test_a_refreshing_that_began_before_the_write_is_done_once_more() -> None:
    vendor, clocks = opened(MomentList([moment(1)])), Clocks()
    index = index_of(vendor, clocks)

    class Interrupted(Script):
        """Something is written while it waits for its answer."""

        async def __call__(self, request: VendorRequest) -> VendorResponse:
            index.expire()
            return await super().__call__(request)

    await index.ready(caller())
    clocks.pass_(5)
    await index.ready(Interrupted([b""]))
    await index.ready(caller())
    await index.ready(caller())
    assert len(vendor.since) == 2
