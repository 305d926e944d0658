"""SaleMove asked for pages and for single records."""

from dataclasses import dataclass
from typing import Any

import pytest

from resolvers.model.enums import OrderDirection, Source
from resolvers.model.errors import ErrorCode, SourceFailure
from resolvers.model.filters import EngagementFilter, InstantRange
from resolvers.model.ids import Kind, RecordRef
from resolvers.model.records import Contact, Engagement
from resolvers.timeline.watermark import OffsetRange, ResumeHint
from resolvers.vendors.salemove import transcripts as module
from resolvers.vendors.salemove.configuration import Configuration
from resolvers.vendors.salemove.requests import Query
from resolvers.vendors.salemove.source import SaleMoveSource
from resolvers.vendors.salemove.transcripts import LEAST_TRANSCRIPT
from tests.vendors.documents import parsed, sample
from tests.vendors.fetches import Answer, absent, encoded, failing, none_asked, scripted

QUERY = Query(("o",), ("s",))
NEXT = "https://api.salemove.com/engagements?page=2&per_page=3"


def salemove() -> SaleMoveSource:
    configuration = Configuration(base_url="http://salemove.example", operator_ids=("o",), site_ids=("s",))
    return SaleMoveSource(configuration, none_asked)


def page(*ids: int, next_page: str | None = None, **fields: Any) -> bytes:
    return encoded({"engagements": [{"id": str(key), **fields} for key in ids], "next_page": next_page})


def engagement(key: str) -> RecordRef:
    return RecordRef(Kind.ENGAGEMENT, Source.SALEMOVE, key)


# ---------------------------------------------------------------- pages


@pytest.mark.parametrize(
    ("body", "last", "size"),
    [
        (sample("salemove/list.json"), False, 3),
        (page(1, 2), True, None),
        (page(1, 2, next_page=""), True, None),
        (page(next_page=NEXT), True, 3),
        (page(1, 2, next_page="/engagements?page=2"), False, None),
        (page(1, 2, next_page="/engagements?per_page=all"), False, None),
        (page(1, 2, next_page="https://[broken?per_page=3"), False, None),
    ],
)
async def test_the_link_to_the_next_page_tells_whether_there_is_one_and_its_size(
    body: bytes, last: bool, size: int | None
) -> None:
    got = await salemove().page(scripted(body), QUERY, 1, 3, OrderDirection.DESC)
    assert (got.last, got.size) == (last, size)


async def test_links_are_never_followed_wherever_they_lead() -> None:
    evil = "https://evil.example/engagements?page=2&per_page=100&operator_ids[]=x"
    fetch = scripted(page(*range(100), next_page=evil), page(100))
    assert len(await salemove().snapshot(fetch, QUERY)) == 101
    assert {request.path for request in fetch.sent} == {"/engagements"}
    assert fetch.sent_values("page") == ["1", "2"]
    assert fetch.sent_values("operator_ids[]") == ["o", "o"]
    assert fetch.sent_values("site_ids[]") == ["s", "s"]


@pytest.mark.parametrize("link", [NEXT, "/engagements?page=2"])
async def test_a_smaller_page_than_asked_for_is_learned_from_the_link_or_from_its_length(link: str) -> None:
    source = salemove()
    fetch = scripted(page(1, 2, 3, next_page=link), page(1, 2, 3, next_page=link))
    reader = source.reader(QUERY, OrderDirection.ASC, ResumeHint())
    chunk = await reader.read(fetch, OffsetRange(0, 3))
    assert reader.chunk == 100
    assert (chunk.start, len(chunk.rows), chunk.ended) == (0, 3, False)
    short = page(1, 2, 3, next_page=link)
    fetch = scripted(short, short, page(4, 5, 6, next_page=link))
    chunk = await reader.read(fetch, OffsetRange(3, 9))
    assert reader.chunk == 3
    assert (fetch.sent_values("page")[-1], fetch.sent_values("per_page")[-1]) == ("2", "3")
    assert chunk.start == 3


async def test_the_order_asked_for_is_sent() -> None:
    fetch = scripted(page(1))
    await salemove().reader(QUERY, OrderDirection.ASC, ResumeHint()).read(fetch, OffsetRange(0, 1))
    assert fetch.sent_values("order") == ["asc"]


@pytest.mark.parametrize("query", [Query((), ("s",)), Query(("o",), ())])
async def test_without_both_scopes_nothing_is_sent_and_the_ways_to_name_them_are_told(query: Query) -> None:
    with pytest.raises(SourceFailure) as caught:
        await salemove().page(scripted(), query, 1, 25, OrderDirection.DESC)
    assert caught.value.code is ErrorCode.BAD_USER_INPUT
    assert "TOUCHPOINT_SALEMOVE__SITE_IDS" in caught.value.message


async def test_once_an_end_was_seen_to_be_honoured_it_is_sent_as_it_is() -> None:
    source = salemove()
    time_range = InstantRange(None, "2021-09-05T20:00:00.000Z")
    filter_ = EngagementFilter(occurred_at=time_range)
    (wide,) = source.plan(filter_, None).queries
    await source.page(scripted(page(1, created_at="2021-09-06T10:00:00.000Z")), wide, 1, 25, OrderDirection.DESC)
    (exact,) = source.plan(filter_, None).queries
    assert (wide.end_date, exact.end_date) == ("2021-09-06T20:00:00.000Z", time_range.end)


async def test_the_probe_reads_one_record_of_the_configured_scope() -> None:
    fetch = scripted(page())
    await salemove().probe(fetch)
    assert (fetch.sent_values("per_page"), fetch.sent_values("operator_ids[]")) == (["1"], ["o"])


# ---------------------------------------------------------------- one record


async def test_an_engagement_is_found_by_its_id_in_one_request() -> None:
    fetch = scripted(sample("salemove/one.json"))
    ref = engagement("65f68744-40c5-4278-968a-6ee33df0722a")
    assert isinstance((await salemove().find(fetch, [ref]))[ref], Engagement)
    assert [request.path for request in fetch.sent] == ["/engagements/65f68744-40c5-4278-968a-6ee33df0722a"]


async def test_a_visitor_is_a_reference_and_costs_nothing() -> None:
    ref = RecordRef(Kind.CONTACT, Source.SALEMOVE, "7")
    assert await salemove().find(scripted(), [ref]) == {ref: Contact(source=Source.SALEMOVE, source_id="7", bare=True)}


async def test_every_key_fails_alone() -> None:
    answers = (sample("salemove/one.json"), absent(Source.SALEMOVE), failing(Source.SALEMOVE, 503), b"<html>", b"{}")
    refs = [engagement(key) for key in (parsed("salemove/one.json")["id"], "2", "3", "4", "5", "6")]
    found = await salemove().find(scripted(*answers, limit=5), refs)
    assert isinstance(found[refs[0]], Engagement)
    assert refs[1] not in found
    assert [failure.code for failure in found.values() if isinstance(failure, SourceFailure)] == [
        ErrorCode.SOURCE_UNAVAILABLE,
        ErrorCode.SOURCE_BAD_RESPONSE,
        ErrorCode.SOURCE_BAD_RESPONSE,
        ErrorCode.SCAN_BUDGET_EXHAUSTED,
    ]


@dataclass
class Clock:
    """Seconds that pass when told to."""

    seconds: float = 0.0

    def __call__(self) -> float:
        return self.seconds


def said(name: str, created_at: str | None = None, operator: str = "o") -> bytes:
    """A transcript of one message, by an operator of that name."""
    sender = {"type": "operator", "name": name, "href": f"https://api.salemove.com/operators/{operator}"}
    return encoded([{"message": "x", "created_at": created_at, "sender": sender}])


async def test_the_transcript_of_an_engagement_that_has_ended_is_kept_for_an_hour() -> None:
    clock = Clock()
    source = SaleMoveSource(Configuration(base_url="http://salemove.example"), none_asked, clock=clock)
    first = await source.transcript(scripted(said("Kim")), "e", ended=True)
    clock.seconds = 3599.0
    fetch = scripted()
    assert await source.transcript(fetch, "e", ended=True) == first
    assert [request.path for request in fetch.kept] == ["/engagements/e/chat_transcript"]
    clock.seconds = 3600.0
    assert len(await source.transcript(scripted(b"[]"), "e", ended=True)) == 0


async def test_the_transcript_of_one_that_may_last_is_read_each_time_even_where_one_is_kept() -> None:
    source = salemove()
    for ended in (False, False, True):
        fetch = scripted(b"[]")
        await source.transcript(fetch, "e", ended=ended)
        assert len(fetch.sent) == 1
    assert len(await source.transcript(scripted(said("Kim")), "e")) == 1
    assert await source.transcript(scripted(), "e", ended=True) == ()


@pytest.mark.parametrize("answer", [b"<html>", b"{}", failing(Source.SALEMOVE, 503), absent(Source.SALEMOVE)])
async def test_a_transcript_that_fails_or_cannot_be_read_is_not_kept(answer: Answer) -> None:
    source = salemove()
    with pytest.raises(SourceFailure):
        await source.transcript(scripted(answer), "e", ended=True)
    assert len(await source.transcript(scripted(said("Kim")), "e", ended=True)) == 1


async def test_transcripts_are_kept_up_to_so_many_bytes_of_the_vendor_s(monkeypatch: pytest.MonkeyPatch) -> None:
    long = said("Kim" * 1000)
    monkeypatch.setattr(module, "TRANSCRIPT_BYTES", 2 * len(long))
    source = salemove()
    for key in ("1", "2", "3"):
        await source.transcript(scripted(long), key, ended=True)
    await source.transcript(scripted(), "2", ended=True)
    await source.transcript(scripted(), "3", ended=True)
    fetch = scripted(long)
    await source.transcript(fetch, "1", ended=True)
    assert len(fetch.sent) == 1


async def test_an_empty_transcript_takes_its_room_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "TRANSCRIPT_BYTES", 2 * LEAST_TRANSCRIPT)
    source = salemove()
    for key in ("1", "2", "3"):
        await source.transcript(scripted(b"[]"), key, ended=True)
    fetch = scripted(b"[]")
    await source.transcript(fetch, "1", ended=True)
    assert len(fetch.sent) == 1


async def test_what_is_forgotten_of_one_engagement_is_read_anew() -> None:
    source = salemove()
    for key in ("1", "2"):
        await source.transcript(scripted(b"[]"), key, ended=True)
    source.forget("1")
    source.forget("3")
    await source.transcript(scripted(), "2", ended=True)
    assert len(await source.transcript(scripted(said("Kim")), "1", ended=True)) == 1


async def test_a_transcript_that_is_kept_tells_names_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_OPERATORS", 1)
    source = salemove()
    await source.transcript(scripted(said("Kim")), "1", ended=True)
    await source.transcript(scripted(said("Ada", operator="p")), "2", ended=True)
    assert source.operator_name("o") is None
    await source.transcript(scripted(), "1", ended=True)
    assert source.operator_name("o") == "Kim"


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
async def test_an_operator_has_the_name_of_its_newest_message_whichever_transcript_comes_first(
    order: tuple[int, ...],
) -> None:
    answers = [said("Old", "2024-01-01T00:00:00.000Z"), said("New", "2024-01-02T00:00:00.000Z"), said("Undated")]
    source = salemove()
    for number in order:
        await source.transcript(scripted(answers[number]), str(number))
    assert source.operator_name("o") == "New"


async def test_a_name_that_is_told_again_drives_nobody_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_OPERATORS", 2)
    source = salemove()
    for name, operator in (("Kim", "o"), ("Ada", "p"), ("Ada", "p")):
        await source.transcript(scripted(said(name, operator=operator)), "e")
    assert (source.operator_name("o"), source.operator_name("p")) == ("Kim", "Ada")


async def test_names_of_visitors_are_those_of_their_newest_engagements() -> None:
    first = page(1, next_page=NEXT, visitor_id="v", visitor_name="New")
    second = page(2, visitor_id="v", visitor_name="Old")
    assert await salemove().contact_names(scripted(first, second), ["v", "w"]) == {"v": "New"}
    assert await salemove().contact_names(scripted(first), ["v"]) == {"v": "New"}
    third = page(3, visitor_id="w", visitor_name="Other")
    assert await salemove().contact_names(scripted(first, third), ["w"]) == {"w": "Other"}


async def test_names_beyond_the_budget_stay_unknown() -> None:
    assert await salemove().contact_names(scripted(limit=0), ["v"]) == {}
