"""Setting the marks of LIPS, and reading back what they are then."""

from typing import Any

import msgspec
import pytest

from resolvers.model.enums import Source
from resolvers.model.errors import ErrorCode, SourceFailure
from resolvers.model.ids import Kind, RecordRef
from resolvers.vendors.lips import writes
from resolvers.vendors.lips.configuration import Configuration
from resolvers.vendors.lips.inputs import LipsPatch
from resolvers.vendors.lips.source import LipsSource
from tests.vendors.documents import parsed, sample
from tests.vendors.fetches import absent, encoded, failing, none_asked, scripted

MOMENT = "2021-09-06T16:16:08.000Z"
REF = RecordRef(Kind.INTERACTION, Source.LIPS, "1", MOMENT)
LIPS = LipsSource(Configuration(base_url="http://lips.example", advertiser_ids=("USA_1",)), none_asked)


def page(**marks: Any) -> bytes:
    rows = [{"id": 1, "occurred_at": MOMENT, **marks}] if marks else []
    return encoded({"contact_interactions": rows, "page": 1, "total_pages": 1, "per_page": 25})


async def test_the_example_is_sent_and_understood() -> None:
    fetch = scripted(sample("lips/update.json"))
    assert await writes.update(fetch, "1", LipsPatch(read=True, important=False)) is True
    (request,) = fetch.sent
    assert msgspec.json.decode(request.body or b"") == parsed("lips/update_request.json")
    assert (request.method, request.path) == ("PUT", "/contact_interactions/1")


async def test_only_the_marks_that_are_given_are_sent() -> None:
    fetch = scripted(b"")
    assert await writes.update(fetch, "1", LipsPatch(important=False)) is True
    assert msgspec.json.decode(fetch.sent[0].body or b"") == {"contact_interaction": {"important": False}}


async def test_what_is_not_found_does_not_exist() -> None:
    assert await writes.update(scripted(absent(Source.LIPS)), "1", LipsPatch(read=True)) is False


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (b"<html>", ErrorCode.SOURCE_BAD_RESPONSE),
        (failing(Source.LIPS, 503), ErrorCode.SOURCE_UNAVAILABLE),
        (failing(Source.LIPS, 422, ErrorCode.SOURCE_REJECTED), ErrorCode.SOURCE_REJECTED),
    ],
)
async def test_another_answer_is_a_failure(answer: Any, code: ErrorCode) -> None:
    fetch = scripted(answer)
    with pytest.raises(SourceFailure) as caught:
        await writes.update(fetch, "1", LipsPatch(read=True))
    assert caught.value.code is code
    assert len(fetch.sent) == 1


async def test_the_record_is_read_by_its_time_in_one_request() -> None:
    fetch = scripted(page(read=True, important=False))
    found = await LIPS._read_back(fetch, REF, LipsPatch(read=True))
    assert (found.read, found.important) == (True, False)
    assert (fetch.sent_values("start_date"), fetch.sent_values("end_date")) == ([MOMENT], [MOMENT])


@pytest.mark.parametrize("second", [True, False])
async def test_old_marks_are_looked_at_once_more_and_then_believed(second: bool) -> None:
    """The vendor may lag; what it says in the end is what a read would show."""
    fetch = scripted(page(read=False), page(read=second))
    found = await LIPS._read_back(fetch, REF, LipsPatch(read=True))
    assert found.read is second
    assert len(fetch.sent) == 2


async def test_a_mark_that_was_not_given_is_not_looked_at() -> None:
    fetch = scripted(page(read=False, important=True))
    await LIPS._read_back(fetch, REF, LipsPatch(important=True))
    assert len(fetch.sent) == 1


async def test_one_that_is_not_in_the_scope_cannot_be_read_back() -> None:
    with pytest.raises(SourceFailure) as caught:
        await LIPS._read_back(scripted(page(), page()), REF, LipsPatch(read=True))
    assert caught.value.code is ErrorCode.NOT_FOUND


async def test_a_read_back_that_fails_is_a_failure() -> None:
    with pytest.raises(SourceFailure) as caught:
        await LIPS._read_back(scripted(failing(Source.LIPS, 503)), REF, LipsPatch(read=True))
    assert caught.value.code is ErrorCode.SOURCE_UNAVAILABLE


async def test_without_a_time_the_reading_keeps_to_its_budget() -> None:
    ref = RecordRef(Kind.INTERACTION, Source.LIPS, "1")
    other = encoded({"contact_interactions": [{"id": 2}], "page": 1, "total_pages": 9, "per_page": 1})
    fetch = scripted(other, other, limit=2)
    with pytest.raises(SourceFailure) as caught:
        await LIPS._read_back(fetch, ref, LipsPatch(read=True))
    assert caught.value.code is ErrorCode.SCAN_BUDGET_EXHAUSTED
