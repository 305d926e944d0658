"""Procurios asked for narrowed lists and for single records."""

import datetime as dt

import pytest

from resolvers.configuration import SourceConfiguration
from resolvers.exchange import VendorResponse
from resolvers.failures import ErrorCode, SourceFailure
from resolvers.feed.reach import Place
from resolvers.identity import Kind, RecordRef
from resolvers.records import Contact, ContactMoment
from resolvers.vendors.procurios.requests import PAGE_SIZE, Query
from resolvers.vendors.procurios.source import MOST_RELATIONS, ProcuriosSource
from resolvers.vocabulary import OrderDirection, Source
from tests.vendors.asks import Answer, Script, absent, encoded, failing, none_asked, scripted
from tests.vendors.documents import sample


def procurios(*background: Answer) -> ProcuriosSource:
    filling = scripted(*background)
    configuration = SourceConfiguration(base_url="http://procurios.example")
    return ProcuriosSource(configuration, (lambda: filling) if background else none_asked)


def page(*ids: int) -> bytes:
    return encoded([{"id": key, "senderId": 42, "sender": "Douglas Adams", "recipients": [7]} for key in ids])


FULL = page(*range(1, PAGE_SIZE + 1))


def moment(key: str, locator: str | None = None) -> RecordRef:
    return RecordRef(Kind.CONTACT_MOMENT, Source.PROCURIOS, key, locator)


def relation(key: str) -> RecordRef:
    return RecordRef(Kind.CONTACT, Source.PROCURIOS, key)


async def narrowed(source: ProcuriosSource, ask: Script, *relations: str) -> int:
    return len(await source.archive(ask, Query(relations)))


# ---------------------------------------------------------------- pages


def test_there_is_no_order_to_read_by() -> None:
    procurios().reader(Query(), OrderDirection.DESC, Place())
    assert procurios().lists.keys() == {Kind.CONTACT_MOMENT}


@pytest.mark.parametrize("end", [page(26), page(), absent(Source.PROCURIOS), FULL])
async def test_a_list_ends_with_a_short_page_an_empty_one_a_404_or_a_repeated_one(end: Answer) -> None:
    ask = scripted(FULL, end)
    assert await narrowed(procurios(), ask, "42") in {25, 26}
    assert ask.sent_values("page") == ["1", "2"]


async def test_a_first_page_that_is_not_found_is_a_failure() -> None:
    with pytest.raises(SourceFailure):
        await narrowed(procurios(), scripted(absent(Source.PROCURIOS)), "42")


async def test_any_other_failure_of_a_later_page_is_no_end() -> None:
    with pytest.raises(SourceFailure):
        await narrowed(procurios(), scripted(FULL, failing(Source.PROCURIOS, 503)), "42")


@pytest.mark.parametrize(
    ("headers", "date"),
    [
        ({"date": "Sun, 22 Nov 2026 01:00:37 GMT"}, dt.datetime(2026, 11, 22, 1, 0, 37, tzinfo=dt.UTC)),
        ({"date": "lately"}, None),
        ({}, None),
    ],
)
async def test_a_page_tells_the_vendor_s_time_where_the_answer_does(
    headers: dict[str, str], date: dt.datetime | None
) -> None:
    got = await procurios().page(scripted(VendorResponse(200, headers, page(1))), Query(), 1)
    assert got.date == date


async def test_many_relations_are_asked_for_in_one_list() -> None:
    ask = scripted(page(1, 2))
    assert await narrowed(procurios(), ask, "7", "42") == 2
    assert ask.sent_values("relationIds") == ["7,42"]


async def test_more_relations_than_one_request_holds_make_more_and_each_moment_counts_once() -> None:
    ask = scripted(page(1, 2), page(2, 3))
    relations = [str(n) for n in range(MOST_RELATIONS + 1)]
    assert await narrowed(procurios(), ask, *relations) == 3
    assert ask.sent_values("relationIds") == [",".join(relations[:MOST_RELATIONS]), str(MOST_RELATIONS)]


async def test_what_was_changed_since_is_a_list_of_its_own() -> None:
    ask = scripted(page(1))
    await procurios().archive(ask, Query(since="2024-01-01T00:00:00"))
    assert ask.sent_values("since") == ["2024-01-01T00:00:00"]


async def test_the_list_of_everything_is_the_index() -> None:
    source = procurios(FULL, page(26), page(), page(), page(), page(26))
    ask = scripted()
    assert len(await source.archive(ask, Query())) == 26
    assert ask.charged == 6


async def test_the_probe_reads_the_types() -> None:
    ask = scripted(sample("procurios/types.json"))
    await procurios().probe(ask)
    assert [request.path for request in ask.sent] == ["/l/contact_moment_api/contact_moment/types"]


# ---------------------------------------------------------------- one record


async def test_a_moment_is_found_by_its_sender_in_one_request() -> None:
    ask = scripted(sample("procurios/list.json"))
    ref = moment("12345", "42")
    found = await procurios().find(ask, [ref])
    assert isinstance(found[ref], ContactMoment)
    assert ask.sent_values("relationIds") == ["42"]


async def test_a_moment_that_its_sender_does_not_have_does_not_exist() -> None:
    assert await procurios().find(scripted(page(1)), [moment("2", "42")]) == {}


async def test_a_moment_without_a_locator_is_found_in_the_index() -> None:
    source = procurios(page(1, 2))
    found = await source.find(scripted(), [moment("2"), moment("3")])
    assert set(found) == {moment("2")}


async def test_with_a_full_index_nothing_is_asked_for() -> None:
    source = procurios(page(1, 2))
    await source.archive(scripted(), Query())
    ask = scripted()
    assert set(await source.find(ask, [moment("1", "42"), moment("2"), moment("9", "42")])) == {
        moment("1", "42"),
        moment("2"),
    }
    assert ask.requests == 0


async def test_a_relation_is_a_reference_with_the_name_it_last_sent_under() -> None:
    source = procurios(page(1))
    ask = scripted()
    unnamed = Contact(source=Source.PROCURIOS, source_id="42", bare=True)
    assert await source.find(ask, [relation("42")]) == {relation("42"): unnamed}
    assert ask.requests == 0
    await source.archive(scripted(), Query())
    (named,) = (await source.find(ask, [relation("42")])).values()
    assert isinstance(named, Contact)
    assert named.display_name == "Douglas Adams"


async def test_beyond_the_budget_the_missing_fail_and_the_found_do_not() -> None:
    source = procurios(page(1))
    refs = [moment("1", "42"), moment("2", "43"), moment("3", "44"), relation("7")]
    found = await source.find(scripted(page(1), limit=1), refs)
    assert isinstance(found[refs[0]], ContactMoment)
    assert isinstance(found[refs[3]], Contact)
    codes = [failure.code for failure in found.values() if isinstance(failure, SourceFailure)]
    assert codes == [ErrorCode.SCAN_BUDGET_EXHAUSTED] * 2


async def test_in_an_index_that_is_not_full_the_unknown_may_exist() -> None:
    source = procurios(FULL, page(26), page(), page(), page(), page(26))
    found = await source.find(scripted(limit=1), [moment("1"), moment("26")])
    assert isinstance(found[moment("1")], ContactMoment)
    missing = found[moment("26")]
    assert isinstance(missing, SourceFailure)
    assert missing.code is ErrorCode.SCAN_BUDGET_EXHAUSTED
    await source.index.aclose()


async def test_every_key_fails_alone() -> None:
    failure = failing(Source.PROCURIOS, 503)
    refs = [moment("1", "42"), moment("2", "43"), relation("7")]
    found = await procurios().find(scripted(failure, page(2)), refs)
    assert found[refs[0]] is failure
    assert isinstance(found[refs[1]], ContactMoment)
    assert isinstance(found[refs[2]], Contact)


async def test_an_index_that_fails_fails_for_those_that_need_it() -> None:
    failure = failing(Source.PROCURIOS, 401, ErrorCode.SOURCE_UNAUTHENTICATED)
    refs = [moment("1"), moment("2"), relation("7")]
    found = await procurios(failure).find(scripted(), refs)
    assert (found[refs[0]], found[refs[1]]) == (failure, failure)
    assert isinstance(found[refs[2]], Contact)


async def test_names_of_relations_are_those_of_senders_in_one_list() -> None:
    ask = scripted(page(1))
    assert await procurios().relation_names(ask, ["42", "7"]) == {"42": "Douglas Adams"}
    assert ask.sent_values("relationIds") == ["42,7"]
    assert await procurios().relation_names(scripted(limit=0), ["42"]) == {}


async def test_a_full_index_knows_the_names() -> None:
    source = procurios(page(1))
    await source.archive(scripted(), Query())
    assert await source.relation_names(scripted(), ["42", "7"]) == {"42": "Douglas Adams"}
