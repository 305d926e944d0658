"""Writing to Polis: bodies as the document spells them, patches that a record can take, and etags that guard them."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolvers.model.enums import Source
from resolvers.model.errors import ErrorCode, SourceFailure
from resolvers.model.http import VendorRequest, VendorResponse
from resolvers.model.records import Location, Survey, SurveyField, SurveyResponse
from resolvers.model.write_outcome import Outcome, WriteFailure
from resolvers.vendors.polis import patches, writes
from resolvers.vendors.polis.inputs import PolisCreation, PolisPatch
from tests.vendors.documents import parsed, sample
from tests.vendors.fetches import Script, absent, encoded, failing, scripted

KEY = "7da76f74-7951-423a-be41-85a2551d16e7"
ETAG = "47a-h6vIm4ttg8qp/cFMmsY+JtWtBsc"
SURVEY = Survey(
    "375d437b-3b47-4940-b43d-be8daec4afff",
    (
        SurveyResponse("9826940d-76a8-4700-8c92-5743ce7bb728", (SurveyField("available", "false"),)),
        SurveyResponse("f386f88a-61f1-4f0d-b3d9-ba97e8238444", (SurveyField("dogliker", "true"),)),
    ),
)
NEW = PolisCreation(
    campaign_id="61fbfbaa-5de8-4d17-ac2b-c47f2376265a",
    contact_id="0478dbbf-b6eb-4168-afa9-5ebab6fef4b6",
    household_id="c15e3515-aabf-42da-8d1b-31679f738eae",
    contact_household_id="d070b1dc-9611-4f29-9300-a32160d21baa",
    occurred_at="2018-07-17T18:40:53.526Z",
    unavailable=True,
    unavailable_reason="Come Back",
    successful=False,
    survey=SURVEY,
    location=Location(33.43174362182617, -84.18405151367188, 0),
)
OLD = {"data": {"unavailable": True, "statusId": None, "turfId": "t"}, "id": KEY, "meta": {"etag": "e-1"}}


def operations_of(request: VendorRequest) -> Any:
    return msgspec.json.decode(request.body or b"")["data"]


def etag_of(request: VendorRequest) -> str | None:
    return dict(request.headers).get("etag")


# ---------------------------------------------------------------- pure


def test_the_body_is_the_example() -> None:
    assert patches.body(NEW) == parsed("polis/create_request.json")


def test_what_is_null_is_not_in_the_body() -> None:
    nothing = {"status_id": None, "location": None, "successful": None, "unavailable_reason": None}
    made = patches.body(msgspec.structs.replace(NEW, survey=Survey("s"), **nothing))
    assert made.keys() == set(patches.REQUIRED.values())
    assert made["survey"] == {"surveyId": "s"}


def test_a_place_holds_what_is_known_of_it() -> None:
    made = patches.attributes(PolisPatch(location=Location(latitude=0.0, confidence=None)))
    assert made == {"location": {"lat": 0.0}}


def test_the_two_tables_name_every_field_of_a_creation_and_of_a_patch() -> None:
    ours = {**patches.REQUIRED, **patches.OPTIONAL}.keys()
    assert ours == set(PolisCreation.__struct_fields__) == set(PolisPatch.__struct_fields__)
    assert not patches.REQUIRED.keys() & patches.OPTIONAL.keys()


TEXTS = st.text(st.characters(codec="utf-8"), max_size=3)
PLACES = st.builds(Location, st.floats(-90, 90) | st.none(), st.floats(-180, 180), st.none())
SURVEYS = st.builds(
    Survey,
    TEXTS,
    st.lists(
        st.builds(SurveyResponse, TEXTS, st.just((SurveyField("a", [1]),))),
        max_size=2,
        unique_by=lambda response: response.question_id,
    ).map(tuple),
)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    **dict.fromkeys((*patches.REQUIRED, *patches.OPTIONAL), TEXTS),
    "unavailable": st.booleans(),
    "successful": st.booleans(),
    "survey": SURVEYS,
    "location": PLACES,
}
JSON = st.none() | st.booleans() | TEXTS
DATA = st.dictionaries(
    st.sampled_from([*patches.REQUIRED.values(), *patches.OPTIONAL.values(), "distance", "mood"]), JSON
)
PATCHES = st.fixed_dictionaries(
    {},
    optional={
        name: values | (st.none() if name in patches.OPTIONAL else st.nothing()) for name, values in VALUES.items()
    },
).map(lambda fields: PolisPatch(**fields))


def applied(data: dict[str, Any], operations: list[dict[str, Any]]) -> dict[str, Any]:
    """JSON Patch on members of one object: `replace` and `remove` need theirs to exist (RFC 6902, 4.2 and 4.3)."""
    data = dict(data)
    for operation in operations:
        name = operation["path"].removeprefix("/")
        assert operation.keys() == {"op", "path"} | ({"value"} if operation["op"] != "remove" else set())
        assert operation["op"] == "add" or name in data, operation
        assert operation["op"] != "add" or name not in data, operation
        if operation["op"] == "remove":
            del data[name]
        else:
            data[name] = operation["value"]
    return data


@given(DATA, PATCHES)
def test_the_operations_make_of_a_record_what_the_patch_says(data: dict[str, Any], patch: PolisPatch) -> None:
    """What is unset stays, what is null is gone, and the rest is as given; each operation fits the record."""
    changes = patches.attributes(patch)
    after = applied(data, patches.operations(changes, data.keys()))
    gone = {name for name, value in changes.items() if value is None}
    kept = {name: value for name, value in data.items() if name not in changes}
    assert after == {**kept, **{name: value for name, value in changes.items() if name not in gone}}


@given(
    st.sets(st.sampled_from(sorted(patches.REQUIRED))).flatmap(
        lambda names: st.fixed_dictionaries({name: VALUES[name] for name in names})
    )
)
def test_required_attributes_are_replaced_unseen(fields: dict[str, Any]) -> None:
    changes = patches.attributes(PolisPatch(**fields))
    assert not patches.needs_reading(changes)
    assert [operation["op"] for operation in patches.operations(changes, None)] == ["replace"] * len(fields)


@pytest.mark.parametrize("name", patches.OPTIONAL)
def test_every_optional_attribute_has_the_record_read_first(name: str) -> None:
    assert patches.needs_reading(patches.attributes(PolisPatch(**{name: None})))


# ---------------------------------------------------------------- requests


async def test_a_member_that_is_null_is_there() -> None:
    """`replace` fits it, and `remove`."""
    fetch = scripted(encoded(OLD), sample("polis/patch.json"))
    await writes.update(fetch, KEY, PolisPatch(status_id="s", turf_id=None, walklist_id="w"), None)
    assert operations_of(fetch.sent[1]) == [
        {"op": "replace", "path": "/statusId", "value": "s"},
        {"op": "add", "path": "/walklistId", "value": "w"},
        {"op": "remove", "path": "/turfId"},
    ]
    assert etag_of(fetch.sent[1]) == "e-1"


async def test_a_member_that_is_odd_is_there() -> None:
    """A record is read without its odd members; a patch has to know of them."""
    fetch = scripted(encoded({**OLD, "data": {"location": "here"}}), sample("polis/patch.json"))
    await writes.update(fetch, KEY, PolisPatch(location=Location(1.0, 2.0)), None)
    assert operations_of(fetch.sent[1])[0]["op"] == "replace"


async def test_the_record_is_what_the_patch_answers_with() -> None:
    fetch = scripted(sample("polis/patch.json"))
    changed = await writes.update(fetch, KEY, PolisPatch(unavailable=False), "e-0")
    assert changed is not None
    assert (changed.version, changed.canvass and changed.canvass.successful) == (ETAG, False)
    assert [request.method for request in fetch.sent] == ["PATCH"]
    assert etag_of(fetch.sent[0]) == "e-0"


async def test_what_changes_nothing_is_not_sent() -> None:
    fetch = scripted(encoded(OLD))
    unchanged = await writes.update(fetch, KEY, PolisPatch(walklist_id=None, location=None), "e-1")
    assert unchanged is not None
    assert unchanged.version == "e-1"
    assert [request.method for request in fetch.sent] == ["GET"]


async def test_a_change_between_the_read_and_the_write_is_not_overwritten() -> None:
    """The etag of the read goes with the patch; the vendor refuses it, and the version it has now is told."""
    later = {**OLD, "meta": {"etag": "e-2"}}
    fetch = scripted(encoded(OLD), failing(Source.POLIS, 412, ErrorCode.SOURCE_CONFLICT), encoded(later))
    failure = await conflict(lambda: writes.update(fetch, KEY, PolisPatch(status_id="s"), None))
    assert failure.facts == {"version": "e-2"}
    assert [request.method for request in fetch.sent] == ["GET", "PATCH", "GET"]
    assert etag_of(fetch.sent[1]) == "e-1"


async def conflict(work: Callable[[], Any]) -> WriteFailure:
    """The conflict that it ends in."""
    with pytest.raises(WriteFailure) as caught:
        await work()
    assert isinstance(caught.value.cause, SourceFailure)
    assert caught.value.cause.code is ErrorCode.SOURCE_CONFLICT
    assert caught.value.outcome is Outcome.NOT_APPLIED
    return caught.value


@pytest.mark.parametrize("status", [409, 412, 428])
@pytest.mark.parametrize("delete", [True, False])
async def test_every_way_to_refuse_a_version_is_a_conflict(status: int, delete: bool) -> None:
    code = ErrorCode.SOURCE_REJECTED if status == 428 else ErrorCode.SOURCE_CONFLICT
    fetch = scripted(failing(Source.POLIS, status, code), encoded(OLD))
    if delete:
        failure = await conflict(lambda: writes.delete(fetch, KEY, "old"))
    else:
        failure = await conflict(lambda: writes.update(fetch, KEY, PolisPatch(unavailable=True), "old"))
    assert failure.facts == {"version": "e-1"}


@pytest.mark.parametrize("second", [failing(Source.POLIS, 503), absent(Source.POLIS), b"<html>"])
async def test_a_conflict_is_told_also_where_the_version_cannot_be_read(second: Any) -> None:
    fetch = scripted(failing(Source.POLIS, 409, ErrorCode.SOURCE_CONFLICT), second)
    assert (await conflict(lambda: writes.delete(fetch, KEY, "old"))).facts == {"version": None}


async def test_a_version_that_was_read_is_not_tried() -> None:
    fetch = scripted(encoded(OLD))
    failure = await conflict(lambda: writes.update(fetch, KEY, PolisPatch(status_id="s"), "old"))
    assert failure.facts == {"version": "e-1"}
    assert [request.method for request in fetch.sent] == ["GET"]


@pytest.mark.parametrize("delete", [True, False])
async def test_nothing_is_written_to_a_record_without_an_etag(delete: bool) -> None:
    fetch = scripted(encoded({**OLD, "meta": {}}))
    with pytest.raises(WriteFailure) as caught:
        await (
            writes.delete(fetch, KEY, None) if delete else writes.update(fetch, KEY, PolisPatch(successful=True), None)
        )
    assert caught.value.outcome is Outcome.NOT_APPLIED
    assert len(fetch.sent) == 1


@pytest.mark.parametrize("meta", [{}, {"meta": None}, {"meta": {"etag": ""}}, {"meta": {"etag": 5}}])
@pytest.mark.parametrize("patch", [PolisPatch(successful=True), PolisPatch(unavailable=True)])
async def test_the_version_that_a_caller_has_is_sent_where_the_record_shows_none(
    meta: dict[str, Any], patch: PolisPatch
) -> None:
    """The vendor decides. An optional attribute needs a read, which tells whether it is there."""
    reads = [encoded({"id": KEY, "data": {"unavailable": False}, **meta})] if patch.successful else []
    fetch = scripted(*reads, sample("polis/patch.json"))
    assert await writes.update(fetch, KEY, patch, "e-0") is not None
    assert [request.method for request in fetch.sent] == [*("GET" for _ in reads), "PATCH"]
    assert etag_of(fetch.sent[-1]) == "e-0"


async def test_a_deletion_under_a_version_that_a_caller_has_is_sent_without_a_read() -> None:
    fetch = scripted(b"")
    assert await writes.delete(fetch, KEY, "e-0") is True
    assert [(request.method, etag_of(request)) for request in fetch.sent] == [("DELETE", "e-0")]


@pytest.mark.parametrize("answers", [(absent(Source.POLIS),), (encoded(OLD), absent(Source.POLIS))])
async def test_what_is_gone_is_not_found_whenever_it_went(answers: tuple[Any, ...]) -> None:
    assert await writes.update(scripted(*answers), KEY, PolisPatch(successful=True), None) is None
    assert await writes.delete(scripted(*answers), KEY, None) is False


@pytest.mark.parametrize("answer", [b"", b"<html>", b"[]", b"{}", b'{"id": ""}'])
@pytest.mark.parametrize("create", [True, False])
async def test_an_answer_without_a_record_is_a_bad_response(answer: bytes, create: bool) -> None:
    """Nobody knows then; `writing` says so."""
    fetch = scripted(answer)
    with pytest.raises(SourceFailure) as caught:
        await (writes.create(fetch, NEW) if create else writes.update(fetch, KEY, PolisPatch(unavailable=True), "e"))
    assert caught.value.code is ErrorCode.SOURCE_BAD_RESPONSE
    assert caught.value.sent


@pytest.mark.parametrize("answer", [b"", b"Deleted.", sample("polis/one.json")])
async def test_a_deletion_may_answer_anything(answer: bytes) -> None:
    """The document shows no answer."""
    assert await writes.delete(scripted(VendorResponse(200, {}, answer)), KEY, "e") is True


async def test_a_deletion_whose_answer_breaks_off_is_a_bad_response() -> None:
    with pytest.raises(SourceFailure) as caught:
        await writes.delete(scripted(b'{"id": '), KEY, "e")
    assert caught.value.code is ErrorCode.SOURCE_BAD_RESPONSE


async def test_a_failure_of_the_first_read_leaves_nothing_applied() -> None:
    fetch: Script = scripted(failing(Source.POLIS, 503))
    with pytest.raises(WriteFailure) as caught:
        await writes.update(fetch, KEY, PolisPatch(successful=True), None)
    assert caught.value.outcome is Outcome.NOT_APPLIED


@pytest.mark.parametrize("delete", [True, False])
async def test_nothing_is_written_where_the_record_of_another_id_was_read(delete: bool) -> None:
    """Its etag would guard nothing."""
    fetch = scripted(encoded({**OLD, "id": "another"}))
    with pytest.raises(WriteFailure) as caught:
        await (
            writes.delete(fetch, KEY, None) if delete else writes.update(fetch, KEY, PolisPatch(successful=True), None)
        )
    assert caught.value.outcome is Outcome.NOT_APPLIED
    assert isinstance(caught.value.cause, SourceFailure)
    assert caught.value.cause.code is ErrorCode.SOURCE_BAD_RESPONSE
    assert [request.method for request in fetch.sent] == ["GET"]


async def test_a_patch_that_answers_with_another_record_is_a_bad_response() -> None:
    fetch = scripted(encoded({**OLD, "id": "another"}))
    with pytest.raises(SourceFailure) as caught:
        await writes.update(fetch, KEY, PolisPatch(unavailable=True), "e")
    assert caught.value.code is ErrorCode.SOURCE_BAD_RESPONSE


async def test_the_version_of_another_record_is_not_told_with_a_conflict() -> None:
    fetch = scripted(failing(Source.POLIS, 412, ErrorCode.SOURCE_CONFLICT), encoded({**OLD, "id": "another"}))
    assert (await conflict(lambda: writes.delete(fetch, KEY, "old"))).facts == {"version": None}
