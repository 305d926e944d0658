"""From keys to records: what each kind of key leads to, and what none can lead to."""

from typing import Any

import pytest
from strawberry.types import ExecutionResult

from resolvers.model.enums import Source
from resolvers.model.ids import Kind, RecordRef, encode_id
from resolvers.model.sizes import MOST_CHARACTERS, MOST_ITEMS
from resolvers.queries import contact_moments, contacts, engagements, interactions, nodes
from tests.schema import samples
from tests.schema.conftest import Answer, Execute, only_error

NO_KEY = "is no key that a record can have"
CONTACT_ID = encode_id(Kind.CONTACT, Source.POLIS, "c 1")


def _error(result: ExecutionResult) -> tuple[str, str]:
    error = only_error(result)
    return (error.extensions or {})["code"], error.message


@pytest.mark.parametrize(
    ("field", "module", "kind", "source"),
    [
        ("contact", contacts, Kind.CONTACT, Source.CALIQ),
        ("interaction", interactions, Kind.INTERACTION, Source.LIPS),
        ("engagement", engagements, Kind.ENGAGEMENT, Source.SALEMOVE),
        ("contactMoment", contact_moments, Kind.CONTACT_MOMENT, Source.PROCURIOS),
    ],
)
async def test_a_record_is_looked_up_by_id_and_by_source_key(
    execute: Execute, answer: Answer, field: str, module: Any, kind: Kind, source: Source
) -> None:
    """An id brings its locator along; null is an answer, not an error."""
    calls = answer(module, "lookup", None)
    document = f"query ($by: RecordKey!) {{ record: {field}(by: $by) {{ id }} }}"
    by_id = await execute(document, by={"id": encode_id(kind, source, "7", "there")})
    by_key = await execute(document, by={"sourceKey": {"source": source.name, "sourceId": 7}})
    assert by_id.errors is by_key.errors is None
    assert by_id.data == by_key.data == {"record": None}
    assert [arguments for arguments, _ in calls] == [
        (RecordRef(kind, source, "7", "there"),),
        (RecordRef(kind, source, "7"),),
    ]


@pytest.mark.parametrize(
    ("field", "by", "message"),
    [
        ("interaction", {"id": CONTACT_ID}, "by.id: names a record of type Contact, not Interaction"),
        ("contact", {"id": "garbage"}, "by.id: not an id of this graph"),
        ("contact", {"id": ""}, "by.id: not an id of this graph"),
        (
            "engagement",
            {"id": encode_id(Kind.ENGAGEMENT, Source.LIPS, "1")},
            "by.id: must be of SALEMOVE, not of LIPS",
        ),
        (
            "engagement",
            {"sourceKey": {"source": "LIPS", "sourceId": "1"}},
            "by.sourceKey.source: must be of SALEMOVE, not of LIPS",
        ),
        (
            "interaction",
            {"sourceKey": {"source": "CALIQ", "sourceId": "1"}},
            "by.sourceKey.source: must be of LIPS or POLIS, not of CALIQ",
        ),
        (
            "contact",
            {"sourceKey": {"source": "LIPS", "sourceId": " "}},
            "by.sourceKey.sourceId: must not be empty",
        ),
        *(
            (field, {"sourceKey": {"source": source, "sourceId": dots}}, f"by.sourceKey.sourceId: {NO_KEY}")
            for field, source in (("interaction", "POLIS"), ("interaction", "LIPS"), ("engagement", "SALEMOVE"))
            for dots in (".", "..")
        ),
        ("contactMoment", {"sourceKey": {"source": "PROCURIOS", "sourceId": ".."}}, f"by.sourceKey.sourceId: {NO_KEY}"),
        ("interaction", {"id": encode_id(Kind.INTERACTION, Source.POLIS, "..")}, "by.id: not an id of this graph"),
        ("engagement", {"id": encode_id(Kind.ENGAGEMENT, Source.SALEMOVE, ".")}, "by.id: not an id of this graph"),
    ],
)
async def test_a_key_that_cannot_lead_to_the_record_is_refused_by_its_path(
    execute: Execute, field: str, by: dict[str, object], message: str
) -> None:
    """Wrong kind, wrong source, empty or malformed; and dots, which would be a step in the vendor's path."""
    document = f"query ($by: RecordKey!) {{ {field}(by: $by) {{ id }} }}"
    assert _error(await execute(document, by=by)) == ("BAD_USER_INPUT", message)


@pytest.mark.parametrize("by", [{}, {"id": None}, {"id": CONTACT_ID, "sourceKey": {"source": "LIPS", "sourceId": "1"}}])
async def test_a_key_names_its_record_in_exactly_one_way(execute: Execute, by: dict[str, object]) -> None:
    """Neither none nor both."""
    result = await execute("query ($by: RecordKey!) { contact(by: $by) { id } }", by=by)
    assert _error(result)[0] == "BAD_USER_INPUT"


async def test_a_bad_key_within_a_filter_is_named_by_its_place(execute: Execute) -> None:
    """List positions included."""
    document = "query ($keys: [RecordKey!]) { touchpoints(filter: {contacts: $keys}) { totalCount } }"
    result = await execute(document, keys=[{"id": CONTACT_ID}, {"id": "garbage"}])
    assert _error(result) == ("BAD_USER_INPUT", "filter.contacts[1].id: not an id of this graph")


async def test_a_node_is_read_by_its_id(execute: Execute, answer: Answer) -> None:
    """Whatever its kind."""
    calls = answer(nodes, "node", samples.ENGAGEMENT)
    result = await execute("query ($id: ID!) { node(id: $id) { __typename id } }", id=samples.ENGAGEMENT.id)
    assert result.data == {"node": {"__typename": "Engagement", "id": samples.ENGAGEMENT.id}}
    assert calls == [((RecordRef(Kind.ENGAGEMENT, Source.SALEMOVE, "e1"),), {})]


async def test_a_node_whose_key_is_a_step_in_a_path_is_refused(execute: Execute) -> None:
    """It would read something else."""
    result = await execute(
        "query ($id: ID!) { node(id: $id) { id } }", id=encode_id(Kind.INTERACTION, Source.POLIS, "..")
    )
    assert _error(result) == ("BAD_USER_INPUT", "id: not an id of this graph")


@pytest.mark.parametrize("dots", [".", "..", "...", ".a", "%2e"])
async def test_a_contact_and_other_dots_are_keys_like_any_other(execute: Execute, answer: Answer, dots: str) -> None:
    """A contact's key is no part of a path; nor is a step what only begins like one."""
    calls = answer(contacts, "lookup", None)
    by = {"sourceKey": {"source": "POLIS", "sourceId": dots}}
    assert (await execute("query ($by: RecordKey!) { contact(by: $by) { id } }", by=by)).errors is None
    assert [arguments for arguments, _ in calls] == [(RecordRef(Kind.CONTACT, Source.POLIS, dots),)]
    if dots not in {".", ".."}:
        calls = answer(interactions, "lookup", None)
        assert (await execute("query ($by: RecordKey!) { interaction(by: $by) { id } }", by=by)).errors is None
        assert [arguments for arguments, _ in calls] == [(RecordRef(Kind.INTERACTION, Source.POLIS, dots),)]


async def test_a_node_with_a_garbage_id_is_refused(execute: Execute) -> None:
    """It is not the same as a record that no longer exists."""
    assert _error(await execute('{ node(id: "garbage") { id } }')) == (
        "BAD_USER_INPUT",
        "id: not an id of this graph",
    )


async def test_an_id_that_is_too_long_is_refused(execute: Execute) -> None:
    document = "query ($id: ID!, $ids: [ID!]!) { node(id: $id) { id } nodes(ids: $ids) { id } }"
    result = await execute(document, id="x" * (MOST_CHARACTERS + 1), ids=["x" * (MOST_CHARACTERS + 1)])
    assert [error.message for error in result.errors or ()] == [
        "id: at most 8192 characters",
        "ids[0]: at most 8192 characters",
    ]


async def test_more_ids_than_a_list_may_have_are_refused(execute: Execute, answer: Answer) -> None:
    calls = answer(nodes, "node", None)
    document = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    assert _error(await execute(document, ids=[samples.CONTACT.id] * (MOST_ITEMS + 1))) == (
        "BAD_USER_INPUT",
        "ids: at most 1000 items",
    )
    assert calls == []


async def test_one_bad_id_costs_only_its_own_place(execute: Execute, answer: Answer) -> None:
    """The others are answered, in the order of the ids."""
    answer(nodes, "node", samples.CONTACT)
    document = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    result = await execute(document, ids=[samples.CONTACT.id, "garbage", samples.CONTACT.id])
    assert result.data == {"nodes": [{"id": samples.CONTACT.id}, None, {"id": samples.CONTACT.id}]}
    error = only_error(result)
    assert error.path == ["nodes", 1]
    assert error.message == "ids[1]: not an id of this graph"
