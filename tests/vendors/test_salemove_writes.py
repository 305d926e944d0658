"""Exporting an engagement of SaleMove."""

from typing import Any

import pytest

from resolvers.model.enums import Source
from resolvers.model.errors import ErrorCode, SourceFailure
from resolvers.vendors.salemove import writes
from tests.vendors.documents import sample
from tests.vendors.fetches import absent, failing, scripted

KEY = "18529853-4487-4234-be0b-7ca94e1e06bf"


async def test_the_example_is_posted_and_understood() -> None:
    fetch = scripted(sample("salemove/export.json"))
    assert await writes.export(fetch, KEY) is True
    (request,) = fetch.sent
    assert (request.method, request.path, request.body) == ("POST", f"/engagements/{KEY}/export", None)


@pytest.mark.parametrize(("answer", "taken"), [(b"", True), (b"{}", True), (b'{"success":false}', False)])
async def test_what_the_vendor_says_of_it_counts(answer: bytes, taken: bool) -> None:
    """Where it says nothing, its status does."""
    assert await writes.export(scripted(answer), KEY) is taken


async def test_what_is_not_found_does_not_exist() -> None:
    assert await writes.export(scripted(absent(Source.SALEMOVE)), KEY) is None


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (b"<html>", ErrorCode.SOURCE_BAD_RESPONSE),
        (b"[]", ErrorCode.SOURCE_BAD_RESPONSE),
        (b'{"success": "maybe"}', ErrorCode.SOURCE_BAD_RESPONSE),
        (failing(Source.SALEMOVE, 500), ErrorCode.SOURCE_UNAVAILABLE),
        (failing(Source.SALEMOVE, 403, ErrorCode.SOURCE_UNAUTHENTICATED), ErrorCode.SOURCE_UNAUTHENTICATED),
    ],
)
async def test_another_answer_is_a_failure(answer: Any, code: ErrorCode) -> None:
    fetch = scripted(answer)
    with pytest.raises(SourceFailure) as caught:
        await writes.export(fetch, KEY)
    assert caught.value.code is code
    assert len(fetch.sent) == 1
