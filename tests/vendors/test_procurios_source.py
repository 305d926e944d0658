"""Procurios asked for narrowed lists and for single records."""

import asyncio
import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import pytest

from resolvers.model.enums import OrderDirection, Source
from resolvers.model.errors import ErrorCode, SourceFailure
from resolvers.model.http import VendorRequest, VendorResponse
from resolvers.model.ids import Kind, RecordRef, decode_id, encode_id
from resolvers.model.records import Contact, ContactMoment
from resolvers.timeline.watermark import ResumeHint
from resolvers.vendors.procurios import catalogue as module
from resolvers.vendors.procurios.configuration import Configuration
from resolvers.vendors.procurios.moments import MOST_RELATIONS
from resolvers.vendors.procurios.requests import PAGE_SIZE, Query
from resolvers.vendors.procurios.source import ProcuriosSource
from tests.vendors.documents import sample
from tests.vendors.fetches import Answer, Script, absent, encoded, failing, none_asked, scripted


def procurios(*background: Answer) -> ProcuriosSource:
    answers = list(background)
    configuration = Configuration(base_url="http://procurios.example")
    return ProcuriosSource(configuration, (lambda: Script(answers)) if background else none_asked)


def page(*ids: int) -> bytes:
    return encoded([{"id": key, "senderId": 42, "sender": "Douglas Adams", "recipients": [7]} for key in ids])


FULL = page(*range(1, PAGE_SIZE + 1))


@dataclass
class Pages(Script):
    """A vendor that gives these moments, in pages of 25."""

    ids: range = range(0)

    async def __call__(self, request: VendorRequest) -> VendorResponse:
        await asyncio.sleep(0)
        start = (int(dict(request.query)["page"]) - 1) * PAGE_SIZE
        self.answers = [page(*self.ids[start : start + PAGE_SIZE])]
        return await super().__call__(request)


def holding(ids: range) -> ProcuriosSource:
    """Procurios with these moments, for the index to read."""
    return ProcuriosSource(Configuration(base_url="http://procurios.example"), lambda: Pages([], ids=ids))


def moment(key: str, locator: str | None = None) -> RecordRef:
    return RecordRef(Kind.CONTACT_MOMENT, Source.PROCURIOS, key, locator)


def relation(key: str) -> RecordRef:
    return RecordRef(Kind.CONTACT, Source.PROCURIOS, key)


async def narrowed(source: ProcuriosSource, fetch: Script, *relations: str) -> int:
    return len(await source.snapshot(fetch, Query(relations)))


# ---------------------------------------------------------------- pages


def test_there_is_no_order_to_read_by() -> None:
    procurios().reader(Query(), OrderDirection.DESC, ResumeHint())
    assert procurios().lists.keys() == {Kind.CONTACT_MOMENT}


@pytest.mark.parametrize("end", [page(26), page(), absent(Source.PROCURIOS), FULL])
async def test_a_list_ends_with_a_short_page_an_empty_one_a_404_or_a_repeated_one(end: Answer) -> None:
    fetch = scripted(FULL, end)
    assert await narrowed(procurios(), fetch, "42") in {25, 26}
    assert fetch.sent_values("page") == ["1", "2"]


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
    got = await procurios().moments.page(scripted(VendorResponse(200, headers, page(1))), Query(), 1)
    assert got.date == date


async def test_many_relations_are_asked_for_in_one_list() -> None:
    fetch = scripted(page(1, 2))
    assert await narrowed(procurios(), fetch, "7", "42") == 2
    assert fetch.sent_values("relationIds") == ["7,42"]


async def test_more_relations_than_one_request_holds_make_more_and_each_moment_counts_once() -> None:
    fetch = scripted(page(1, 2), page(2, 3))
    relations = [str(n) for n in range(MOST_RELATIONS + 1)]
    assert await narrowed(procurios(), fetch, *relations) == 3
    assert fetch.sent_values("relationIds") == [",".join(relations[:MOST_RELATIONS]), str(MOST_RELATIONS)]


async def test_what_was_changed_since_is_a_list_of_its_own() -> None:
    fetch = scripted(page(1))
    await procurios().snapshot(fetch, Query(since="2024-01-01T00:00:00"))
    assert fetch.sent_values("since") == ["2024-01-01T00:00:00"]


async def test_the_list_of_everything_is_the_index() -> None:
    source = holding(range(1, 27))
    fetch = scripted()
    assert len(await source.snapshot(fetch, Query())) == 26
    assert fetch.charged == 4


async def test_the_probe_reads_the_types() -> None:
    fetch = scripted(sample("procurios/types.json"))
    await procurios().probe(fetch)
    assert [request.path for request in fetch.sent] == ["/l/contact_moment_api/contact_moment/types"]


# ---------------------------------------------------------------- one record


async def test_a_moment_is_found_by_its_sender_in_one_request() -> None:
    fetch = scripted(sample("procurios/list.json"))
    ref = moment("12345", "42")
    found = await procurios().find(fetch, [ref])
    assert isinstance(found[ref], ContactMoment)
    assert fetch.sent_values("relationIds") == ["42"]


async def test_a_moment_that_its_sender_does_not_have_is_looked_for_in_the_index() -> None:
    """Its sender may have been another one when its id was made."""
    source, fetch = holding(range(1, 4)), scripted(page(1))
    refs = [moment("1", "42"), moment("2", "41"), moment("9", "41")]
    found = await source.find(fetch, refs)
    assert {ref: row.source_id for ref, row in found.items() if isinstance(row, ContactMoment)} == {
        refs[0]: "1",
        refs[1]: "2",
    }
    assert len(found) == 2
    assert fetch.sent_values("relationIds") == ["41,42"]


async def test_a_moment_s_id_stays_the_same_when_its_sender_changes() -> None:
    row = {"id": 1, "senderId": 42, "recipients": [7]}
    answers = [encoded([row]), encoded([{**row, "senderId": 43}]), encoded([{**row, "senderId": None}])]
    pages = [await procurios().moments.page(scripted(answer), Query(), 1) for answer in answers]
    assert {moment.id for page in pages for moment in page.moments} == {
        encode_id(Kind.CONTACT_MOMENT, Source.PROCURIOS, "1")
    }


async def test_an_id_that_tells_a_sender_still_names_its_moment() -> None:
    ref = decode_id(encode_id(Kind.CONTACT_MOMENT, Source.PROCURIOS, "12345", "42"))
    found = await procurios().find(scripted(sample("procurios/list.json")), [ref])
    assert isinstance(found[ref], ContactMoment)


async def test_a_moment_without_a_locator_is_found_in_the_index() -> None:
    source = procurios(page(1, 2))
    found = await source.find(scripted(), [moment("2"), moment("3")])
    assert set(found) == {moment("2")}


async def test_with_a_full_index_nothing_is_asked_for() -> None:
    source = procurios(page(1, 2))
    await source.snapshot(scripted(), Query())
    fetch = scripted()
    assert set(await source.find(fetch, [moment("1", "42"), moment("2"), moment("9", "42")])) == {
        moment("1", "42"),
        moment("2"),
    }
    assert fetch.requests == 0


async def test_a_relation_is_a_reference_with_the_name_it_last_sent_under() -> None:
    source = procurios(page(1))
    fetch = scripted()
    unnamed = Contact(source=Source.PROCURIOS, source_id="42", bare=True)
    assert await source.find(fetch, [relation("42")]) == {relation("42"): unnamed}
    assert fetch.requests == 0
    await source.snapshot(scripted(), Query())
    (named,) = (await source.find(fetch, [relation("42")])).values()
    assert isinstance(named, Contact)
    assert named.display_name == "Douglas Adams"


@dataclass
class Moments(Script):
    """A vendor that narrows a list of moments by their senders, in pages of 25."""

    rows: list[dict[str, Any]] = field(default_factory=list)

    async def __call__(self, request: VendorRequest) -> VendorResponse:
        query = dict(request.query)
        senders, start = query["relationIds"].split(","), (int(query["page"]) - 1) * PAGE_SIZE
        rows = [row for row in self.rows if str(row["senderId"]) in senders]
        self.answers = [encoded(rows[start : start + PAGE_SIZE])]
        return await super().__call__(request)


def one_each(count: int) -> tuple[list[RecordRef], Moments]:
    """So many moments, each of a sender of its own."""
    rows = [{"id": 1000 + n, "senderId": 5000 + n, "sender": f"Sender {n}"} for n in range(count)]
    return [moment(str(row["id"]), str(row["senderId"])) for row in rows], Moments([], rows=rows)


@pytest.mark.parametrize(("count", "requests"), [(1, 1), (25, 1), (26, 2), (30, 2), (100, 4), (101, 5), (130, 6)])
async def test_moments_of_many_senders_cost_the_pages_of_one_list_for_each_hundred(count: int, requests: int) -> None:
    """No list goes on once all are found: a full page may be the last one."""
    refs, fetch = one_each(count)
    found = await procurios().find(fetch, refs)
    assert {ref: row.source_id for ref, row in found.items() if isinstance(row, ContactMoment)} == {
        ref: ref.source_id for ref in refs
    }
    assert fetch.requests == requests
    assert len(set(fetch.sent_values("relationIds"))) == -(-count // MOST_RELATIONS)


async def test_many_moments_of_one_sender_name_it_once() -> None:
    fetch = scripted(page(1, 2, 3))
    found = await procurios().find(fetch, [moment("3", "42"), moment("1", "42")])
    assert [row.source_id for row in found.values() if isinstance(row, ContactMoment)] == ["3", "1"]
    assert fetch.sent_values("relationIds") == ["42"]


async def test_rows_are_matched_by_their_ids_in_whatever_order_they_come() -> None:
    """Missing, repeated and strange ones."""
    fetch = scripted(page(9, 3, 3, 1))
    found = await holding(range(0)).find(fetch, [moment("1", "42"), moment("2", "43"), moment("3", "44")])
    assert {ref.source_id: row.source_id for ref, row in found.items() if isinstance(row, ContactMoment)} == {
        "1": "1",
        "3": "3",
    }
    assert len(found) == 2
    assert fetch.sent_values("page") == ["1"]


@pytest.mark.parametrize("locator", ["", "4²", "42,43", "x", "1" * 20])
async def test_a_locator_that_is_no_relation_is_not_sent(locator: str) -> None:
    fetch = scripted()
    assert set(await procurios(page(1)).find(fetch, [moment("1", locator)])) == {moment("1", locator)}
    assert fetch.sent == []


async def test_what_is_no_relation_id_names_nobody_and_is_not_sent() -> None:
    fetch = scripted(page(1))
    assert await narrowed(procurios(), fetch, "x", "4,5", "1" * 20) == 0
    assert fetch.sent == []
    assert await narrowed(procurios(), fetch, "x", "42") == 1
    assert fetch.sent_values("relationIds") == ["42"]


async def test_beyond_the_budget_the_missing_fail_and_the_found_do_not() -> None:
    source = procurios(page(1))
    refs = [moment("1", "42"), moment("102", "43"), moment("103", "44"), relation("7")]
    found = await source.find(scripted(FULL, limit=1), refs)
    assert isinstance(found[refs[0]], ContactMoment)
    assert isinstance(found[refs[3]], Contact)
    codes = [failure.code for failure in found.values() if isinstance(failure, SourceFailure)]
    assert codes == [ErrorCode.SCAN_BUDGET_EXHAUSTED] * 2


async def test_in_an_index_that_is_not_full_the_unknown_may_exist() -> None:
    source = holding(range(1, 500))
    found = await source.find(scripted(limit=1), [moment("1"), moment("490")])
    assert isinstance(found[moment("1")], ContactMoment)
    missing = found[moment("490")]
    assert isinstance(missing, SourceFailure)
    assert missing.code is ErrorCode.SCAN_BUDGET_EXHAUSTED
    await source.index.aclose()


async def test_a_list_that_was_begun_is_gone_on_with_and_its_earlier_pages_count() -> None:
    source = procurios()
    refs = [moment("1", "42"), moment("26", "43")]
    first = await source.find(scripted(FULL, limit=1), refs)
    assert isinstance(first[refs[0]], ContactMoment)
    fetch = scripted(FULL, page(26, 27))
    found = await source.find(fetch, refs)
    assert fetch.sent_values("page") == ["1", "2"]
    assert [row.source_id for row in found.values() if isinstance(row, ContactMoment)] == ["1", "26"]


async def test_one_list_that_fails_takes_no_other_along() -> None:
    failure = failing(Source.PROCURIOS, 503)
    refs = [moment(str(n), str(100 + n)) for n in range(MOST_RELATIONS + 1)]
    found = await procurios().find(scripted(failure, page(MOST_RELATIONS)), [*refs, relation("7")])
    assert [found[ref] for ref in refs[:-1]] == [failure] * MOST_RELATIONS
    assert isinstance(found[refs[-1]], ContactMoment)
    assert isinstance(found[relation("7")], Contact)


async def test_what_was_found_before_a_page_failed_is_found() -> None:
    failure = failing(Source.PROCURIOS, 503)
    refs = [moment("1", "42"), moment("26", "43")]
    found = await procurios().find(scripted(FULL, failure), refs)
    assert isinstance(found[refs[0]], ContactMoment)
    assert found[refs[1]] is failure


async def test_what_was_read_before_the_filling_failed_is_found() -> None:
    refused = failing(Source.PROCURIOS, 401, ErrorCode.SOURCE_UNAUTHENTICATED)
    found = await procurios(FULL, refused).find(scripted(), [moment("1"), moment("26")])
    assert isinstance(found[moment("1")], ContactMoment)
    assert found[moment("26")] is refused


async def test_an_index_that_fails_fails_for_those_that_need_it() -> None:
    failure = failing(Source.PROCURIOS, 401, ErrorCode.SOURCE_UNAUTHENTICATED)
    refs = [moment("1"), moment("2"), relation("7")]
    found = await procurios(failure).find(scripted(), refs)
    assert (found[refs[0]], found[refs[1]]) == (failure, failure)
    assert isinstance(found[refs[2]], Contact)


async def test_names_of_relations_are_those_of_senders_in_one_list() -> None:
    fetch = scripted(page(1))
    assert await procurios().contact_names(fetch, ["42", "7"]) == {"42": "Douglas Adams"}
    assert fetch.sent_values("relationIds") == ["42,7"]
    assert await procurios().contact_names(scripted(limit=0), ["42"]) == {}


@pytest.mark.parametrize(("count", "requests"), [(30, 2), (130, 7)])
async def test_names_of_many_relations_cost_the_pages_of_one_list_for_each_hundred(count: int, requests: int) -> None:
    """To their ends: a full fourth page of the first hundred is followed by an empty one."""
    _, fetch = one_each(count)
    names = await procurios().contact_names(fetch, [str(5000 + n) for n in range(count)])
    assert names == {str(5000 + n): f"Sender {n}" for n in range(count)}
    assert fetch.requests == requests
    assert len(set(fetch.sent_values("relationIds"))) == -(-count // MOST_RELATIONS)


async def test_a_full_index_knows_the_names() -> None:
    source = procurios(page(1))
    await source.snapshot(scripted(), Query())
    assert await source.contact_names(scripted(), ["42", "7"]) == {"42": "Douglas Adams"}


# ---------------------------------------------------------------- the catalogue

TYPES, TAGS, SCHEMA = (sample(f"procurios/{name}.json") for name in ("types", "tags", "schema"))


@dataclass
class Clock:
    """Seconds that pass when told to."""

    seconds: float = 0.0

    def __call__(self) -> float:
        return self.seconds


async def read_catalogue(source: ProcuriosSource, fetch: Script) -> list[object]:
    """Types, tags and a schema, in that order."""
    read = source.catalogue
    return [await read.types(fetch), await read.tags(fetch), await read.type_schema(fetch, "ContactMomentPhone")]


async def test_the_catalogue_is_kept_for_five_minutes() -> None:
    clock = Clock()
    source = ProcuriosSource(Configuration(base_url="http://procurios.example"), none_asked, clock=clock)
    first = await read_catalogue(source, scripted(TYPES, TAGS, SCHEMA))
    clock.seconds = 299.0
    fetch = scripted()
    assert await read_catalogue(source, fetch) == first
    assert [request.path.rsplit("/", 2)[1:] for request in fetch.kept] == [
        ["contact_moment", "types"],
        ["contact_moment", "tags"],
        ["ContactMomentPhone", "schema"],
    ]
    clock.seconds = 300.0
    fetch = scripted(TYPES, TAGS, SCHEMA)
    await read_catalogue(source, fetch)
    assert len(fetch.sent) == 3


async def test_after_a_write_the_catalogue_is_read_anew() -> None:
    source = procurios()
    await read_catalogue(source, scripted(TYPES, TAGS, SCHEMA))
    source.catalogue.forget()
    fetch = scripted(TYPES, TAGS, SCHEMA)
    await read_catalogue(source, fetch)
    assert len(fetch.sent) == 3


@pytest.mark.parametrize("answer", [b"<br/>", b'"x"', failing(Source.PROCURIOS, 503), absent(Source.PROCURIOS)])
async def test_a_catalogue_that_fails_or_cannot_be_read_is_not_kept(answer: Answer) -> None:
    source = procurios()
    for read in (source.catalogue.types, source.catalogue.tags, lambda fetch: source.catalogue.type_schema(fetch, "x")):
        with pytest.raises(SourceFailure):
            await read(scripted(answer))
    fetch = scripted(TYPES, TAGS, SCHEMA)
    await read_catalogue(source, fetch)
    assert len(fetch.sent) == 3


async def test_each_type_has_its_own_schema_and_as_much_as_has_room_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SCHEMA_BYTES", 2 * module.LEAST_SCHEMA)
    source = procurios()
    for name in ("a", "b", "c"):
        assert await source.catalogue.type_schema(scripted(encoded({"title": name})), name) == {"title": name}
    assert await source.catalogue.type_schema(scripted(), "b") == {"title": "b"}
    assert await source.catalogue.type_schema(scripted(), "c") == {"title": "c"}
    assert await source.catalogue.type_schema(scripted(encoded({"title": "new"})), "a") == {"title": "new"}


async def test_schemas_are_kept_by_what_they_take() -> None:
    source = procurios()
    large = {"title": "x" * (module.SCHEMA_BYTES // 2)}
    for name in ("a", "b"):
        await source.catalogue.type_schema(scripted(encoded(large)), name)
    assert await source.catalogue.type_schema(scripted(), "b") == large
    assert await source.catalogue.type_schema(scripted(encoded({"title": "new"})), "a") == {"title": "new"}


async def test_the_probe_asks_although_types_are_kept() -> None:
    """It is there to see whether the vendor answers."""
    source = procurios()
    await source.catalogue.types(scripted(TYPES))
    with pytest.raises(SourceFailure):
        await source.probe(scripted(failing(Source.PROCURIOS, 503)))
    assert len(await source.catalogue.types(scripted())) == 1
