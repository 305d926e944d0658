"""A read by id finds the record, does not find it, or fails for it alone."""

import msgspec
import pytest

from resolvers.model.enums import Source
from resolvers.model.errors import ErrorCode, Failure, SourceFailure
from resolvers.model.http import VendorRequest
from resolvers.model.ids import Kind, RecordRef
from resolvers.model.records import Contact, Interaction
from resolvers.sources import by_id
from tests.vendors.fetches import Answer, absent, failing, scripted

READ = VendorRequest("GET", "/things/1")


class Thing(msgspec.Struct):
    id: str
    size: int | None = None


def ref(key: str, kind: Kind = Kind.INTERACTION) -> RecordRef:
    return RecordRef(kind, Source.POLIS, key)


def interaction(row: Thing) -> Interaction:
    return Interaction(source=Source.POLIS, source_id=row.id, kind_name=str(row.size))


async def one(answer: Answer, limit: int | None = None) -> Interaction | Failure | None:
    return await by_id.one(ref("1"), scripted(answer, limit=limit), READ, Thing, interaction)


async def test_the_record_is_made_of_the_answer() -> None:
    assert await one(b'{"id": "1", "size": 2}') == interaction(Thing("1", 2))


async def test_an_odd_field_costs_that_field_only() -> None:
    assert await one(b'{"id": "1", "size": "large"}') == interaction(Thing("1"))


async def test_the_record_of_another_id_is_a_bad_response() -> None:
    failure = await one(b'{"id": "2", "size": 2}')
    assert isinstance(failure, SourceFailure)
    assert failure.code is ErrorCode.SOURCE_BAD_RESPONSE
    assert "not the one that was asked for" in failure.message


@pytest.mark.parametrize(("asked", "shown"), [("ab-1", "AB-1"), ("AB-1", "ab-1")])
async def test_a_key_in_another_case_is_the_same(asked: str, shown: str) -> None:
    answer = scripted(msgspec.json.encode(Thing(shown)))
    assert await by_id.one(ref(asked), answer, READ, Thing, interaction) == interaction(Thing(shown))


async def test_what_the_vendor_does_not_find_is_null() -> None:
    assert await one(absent(Source.POLIS)) is None


@pytest.mark.parametrize("status", [400, 403, 410, 503])
async def test_every_other_failure_is_the_answer(status: int) -> None:
    failure = failing(Source.POLIS, status)
    assert await one(failure) is failure


@pytest.mark.parametrize("body", [b"<html>", b"[]", b"{}"])
async def test_an_answer_that_cannot_be_read_is_a_bad_response(body: bytes) -> None:
    failure = await one(body)
    assert isinstance(failure, SourceFailure)
    assert failure.code is ErrorCode.SOURCE_BAD_RESPONSE


async def test_a_spent_budget_says_that_the_record_may_exist() -> None:
    failure = await one(b"", limit=0)
    assert isinstance(failure, SourceFailure)
    assert failure.code is ErrorCode.SCAN_BUDGET_EXHAUSTED


async def test_answers_stand_at_their_refs_and_what_is_not_found_is_left_out() -> None:
    broken = failing(Source.POLIS, 500)
    answers = {"1": "one", "2": None, "3": broken}

    async def read(wanted: RecordRef) -> str | Failure | None:
        return answers[wanted.source_id]

    assert await by_id.each([ref("3"), ref("1"), ref("2")], read) == {ref("1"): "one", ref("3"): broken}


def test_contacts_are_references_by_their_keys_alone() -> None:
    contact = ref("1", Kind.CONTACT)
    assert by_id.references([ref("2"), contact]) == {contact: Contact(source=Source.POLIS, source_id="1", bare=True)}
