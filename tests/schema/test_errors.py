"""Every error of every result has a code, and none shows what belongs in the log."""

import logging
from typing import Any

import pytest
from graphql import GraphQLError
from strawberry.exceptions import MissingQueryError

from resolvers.model import records
from resolvers.model.enums import Source
from resolvers.model.errors import ErrorCode, Failure, SourceFailure
from resolvers.queries import contacts, interactions, nodes
from schema.errors import NEUTRAL_MESSAGE, coded
from schema.schema import schema
from tests.schema import samples
from tests.schema.conftest import Answer, Execute, only_error

ONE = "query ($id: ID!) { node(id: $id) { id } }"
SECRET = "token 1b01Secret of ada@example.org"


def _codes(result: Any) -> list[str]:
    return [error.extensions["code"] for error in result.errors]


@pytest.mark.parametrize(
    ("document", "variables"),
    [
        ("{ node(id: ", {}),
        ("{", {}),
        ("{ nonsense }", {}),
        ("{ node { id } }", {}),
        ("{ contact(by: {}) { id } }", {}),
        ('{ contact(by: {id: "a", sourceKey: {source: LIPS, sourceId: "1"}}) { id } }', {}),
        ("{ touchpoints(first: 1.5) { totalCount } }", {}),
        ("{ touchpoints(orderBy: {direction: UP}) { totalCount } }", {}),
        (f"{{ touchpoints(first: {'9' * 5000}) {{ totalCount }} }}", {}),
        (ONE, {}),
        (ONE, {"id": None}),
        (ONE, {"id": {"a": 1}}),
        ("query ($first: Int) { touchpoints(first: $first) { totalCount } }", {"first": "ten"}),
        ("query ($by: RecordKey!) { contact(by: $by) { id } }", {"by": {}}),
        ("query ($by: RecordKey!) { contact(by: $by) { id } }", {"by": {"sourceKey": {"source": "X"}}}),
        ('query ($id: ID = "x") { node(id: $id) { id } }', {"id": None}),
        ("query ($yes: Boolean = true) { sources @skip(if: $yes) { source } }", {"yes": None}),
    ],
    ids=lambda value: str(value)[:60],
)
async def test_what_the_caller_wrote_wrongly_is_bad_user_input(
    execute: Execute, caplog: pytest.LogCaptureFixture, document: str, variables: dict[str, object]
) -> None:
    """Syntax, validation, variables and arguments, before execution and during it; nothing is logged."""
    result = await execute(document, **variables)
    assert set(_codes(result)) == {"BAD_USER_INPUT"}
    assert caplog.records == []


@pytest.mark.parametrize("code", list(ErrorCode))
async def test_a_failure_is_told_with_its_code_and_message(execute: Execute, answer: Answer, code: ErrorCode) -> None:
    """Whichever code it is."""
    answer(nodes, "node", Failure(code, "what happened"))
    result = await execute(ONE, id=samples.CONTACT.id)
    error = only_error(result)
    assert error.formatted == {
        "message": "what happened",
        "locations": [{"line": 1, "column": 20}],
        "path": ["node"],
        "extensions": {"code": code.value},
    }


async def test_a_sources_failure_says_which_and_when_to_come_back(execute: Execute, answer: Answer) -> None:
    """For programs that retry."""
    failure = SourceFailure.of(
        Source.LIPS,
        ErrorCode.SOURCE_RATE_LIMITED,
        "slow down",
        retryable=True,
        retry_after_seconds=2.5,
        http_status=429,
    )
    answer(nodes, "node", failure)
    error = only_error(await execute(ONE, id=samples.CONTACT.id))
    assert error.message == "LIPS: slow down"
    assert error.extensions == {
        "code": "SOURCE_RATE_LIMITED",
        "source": "LIPS",
        "retryable": True,
        "retryAfterSeconds": 2.5,
        "httpStatus": 429,
    }


async def test_what_a_source_did_not_say_is_left_out(execute: Execute, answer: Answer) -> None:
    """No nulls in extensions."""
    answer(nodes, "node", SourceFailure.of(Source.POLIS, ErrorCode.SOURCE_TIMEOUT, "no answer"))
    error = only_error(await execute(ONE, id=samples.CONTACT.id))
    assert error.extensions == {"code": "SOURCE_TIMEOUT", "source": "POLIS", "retryable": False}


async def test_failed_sources_are_logged_in_one_line_without_their_messages(
    execute: Execute, answer: Answer, caplog: pytest.LogCaptureFixture
) -> None:
    """Vendors' messages can name people, and a vendor that is down fails many fields at once."""
    answer(nodes, "node", SourceFailure.of(Source.LIPS, ErrorCode.SOURCE_UNAVAILABLE, SECRET))
    await execute("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=[samples.CONTACT.id] * 3)
    [record] = caplog.records
    assert record.levelno == logging.WARNING
    assert record.getMessage() == "sources failed: LIPS SOURCE_UNAVAILABLE x3"
    assert record.exc_info is None


async def test_an_unexpected_exception_is_logged_once_and_never_shown(
    execute: Execute, answer: Answer, caplog: pytest.LogCaptureFixture
) -> None:
    """The log has its traceback, the caller a neutral message at the right place."""
    original = RuntimeError(SECRET)
    answer(nodes, "node", original)
    result = await execute(ONE, id=samples.CONTACT.id)
    error = only_error(result)
    assert error.formatted == {
        "message": NEUTRAL_MESSAGE,
        "locations": [{"line": 1, "column": 20}],
        "path": ["node"],
        "extensions": {"code": "INTERNAL"},
    }
    assert error.original_error is None
    [record] = caplog.records
    assert record.levelno == logging.ERROR
    assert record.exc_info
    assert record.exc_info[1] is original


async def test_one_field_that_fails_leaves_its_neighbours_alone(execute: Execute, answer: Answer) -> None:
    """Errors of several fields keep their own codes."""
    answer(nodes, "node", samples.CONTACT)
    answer(contacts, "display_name", Failure(ErrorCode.FORBIDDEN, "not for you"))
    answer(interactions, "page", KeyError("x"))
    result = await execute(
        "query ($id: ID!) { a: node(id: $id) { ... on Contact { lastName displayName } }"
        " b: node(id: $id) { ... on Contact { interactions { totalCount } } } }",
        id=samples.CONTACT.id,
    )
    assert result.data == {"a": {"lastName": "Lovelace", "displayName": None}, "b": {"interactions": None}}
    assert sorted(_codes(result)) == ["FORBIDDEN", "INTERNAL"]


@pytest.mark.parametrize(
    "bad",
    [
        {"call": records.Call(duration_seconds=2**40)},
        {"kind": "NO_SUCH_KIND"},
        {"contact": object()},
        {"occurred_at": 5},
    ],
    ids=["integer", "enum", "type", "time"],
)
async def test_a_record_that_breaks_the_contract_is_our_error(
    execute: Execute, answer: Answer, caplog: pytest.LogCaptureFixture, bad: dict[str, Any]
) -> None:
    """Not the caller's, and the value is not shown."""
    answer(nodes, "node", records.Interaction(source=Source.LIPS, source_id="1", **bad))
    result = await execute(
        "query ($id: ID!) { node(id: $id) { ... on Interaction {"
        " kind occurredAt call { durationSeconds } contact { id } } } }",
        id=samples.INTERACTION.id,
    )
    error = only_error(result)
    assert (error.message, error.extensions) == (NEUTRAL_MESSAGE, {"code": "INTERNAL"})
    assert len(caplog.records) == 1


async def test_errors_of_synchronous_execution_have_codes_too() -> None:
    """Everything goes the same way."""
    result = schema.execute_sync("{ nonsense }")
    assert _codes(result) == ["BAD_USER_INPUT"]


def test_a_code_that_an_error_has_already_is_kept() -> None:
    """Other parts of the facade set their own."""
    error = GraphQLError("too much", extensions={"code": "QUERY_TOO_COMPLEX"})
    assert coded(error) is error


def test_a_code_that_is_none_of_the_contracts_is_replaced(caplog: pytest.LogCaptureFixture) -> None:
    """The contract's codes are all there are."""
    error = GraphQLError("x", original_error=RuntimeError("x"), extensions={"code": "E17"})
    assert coded(error).extensions == {"code": "INTERNAL"}
    assert len(caplog.records) == 1


def test_a_request_without_an_operation_is_bad_user_input() -> None:
    """The executor raises these instead of answering; whoever serves them asks for their code here."""
    error = GraphQLError("no query", original_error=MissingQueryError())
    assert coded(error).extensions == {"code": "BAD_USER_INPUT"}
