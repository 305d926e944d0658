"""What is kept from before never decides what may be written."""

from collections.abc import Iterator
from typing import Any

import pytest

from app.sandbox.data import procurios as data
from tests.graph.worlds import World, world
from tests.graph.writes.test_contact_moments import LEAST, SIZES, failure, payload, posts, refused


@pytest.fixture
def fresh() -> Iterator[World]:
    with world(**SIZES) as made:
        yield made


def catalogue_requests(made: World) -> list[str]:
    return [request.path for request in made.asked("PROCURIOS") if request.path.endswith(("/types", "/schema"))]


def test_a_type_that_has_become_addable_since_it_was_kept_is_taken(
    fresh: World,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fresh.graph.query("{ contactMomentTypes { id addable } }")
    monkeypatch.setitem(data.TYPES, "ContactMomentMailing", data.MomentType("Mass mailing", True, {}))
    assert payload(fresh, **{**LEAST, "type": "ContactMomentMailing"})["userErrors"] == []
    assert len(posts(fresh)) == 1


def test_what_a_fresh_catalogue_forbids_is_asked_for_once(fresh: World) -> None:
    assert refused(fresh, **{**LEAST, "type": "ContactMomentMailing"}) == [(["type"], "INVALID")]
    assert len(catalogue_requests(fresh)) == 1


def test_a_schema_that_has_changed_since_it_was_kept_is_read_again_where_it_forbids(
    fresh: World,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    phone = data.TYPES["ContactMomentPhone"]
    narrow: dict[str, Any] = {"contents": {"type": "string", "maxLength": 3}}
    with monkeypatch.context() as before:
        before.setitem(data.TYPES, "ContactMomentPhone", data.MomentType(phone.title, True, narrow))
        assert refused(fresh, **{**LEAST, "contents": "long"}) == [(["contents"], "TOO_LONG")]
    assert payload(fresh, **{**LEAST, "contents": "long"})["userErrors"] == []


def test_a_refusal_of_the_vendor_has_the_catalogue_read_anew(fresh: World) -> None:
    assert payload(fresh, **{**LEAST, "sender": {"sourceKey": {"source": "PROCURIOS", "sourceId": "999999"}}})[
        "userErrors"
    ]
    fresh.sandbox.clear_requests()
    assert payload(fresh, **LEAST)["userErrors"] == []
    assert len(catalogue_requests(fresh)) == 2


def test_a_schema_that_was_of_no_use_is_read_again_once_the_vendor_has_mended_it(
    fresh: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone = data.TYPES["ContactMomentPhone"]
    broken: dict[str, Any] = {"contents": {"$ref": "#/nowhere"}}
    with monkeypatch.context() as before:
        before.setitem(data.TYPES, "ContactMomentPhone", data.MomentType(phone.title, True, broken))
        for _ in range(2):
            told = failure(fresh, **{**LEAST, "contents": "x"})
            assert (told["code"], told["outcome"]) == ("SOURCE_BAD_RESPONSE", "NOT_APPLIED")
    assert payload(fresh, **{**LEAST, "contents": "x"})["userErrors"] == []
