"""Executing serially rests on what graphql-core and strawberry do not promise: if they change it, this says so."""

import inspect
from typing import Any

import pytest
from graphql import GraphQLError
from graphql.execution import Executor
from graphql.execution.executor import CollectedErrors
from graphql.pyutils import Path
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.types import ExecutionResult

from resolvers.model.enums import Source
from resolvers.model.errors import ErrorCode, SourceFailure
from resolvers.mutations import engagements, interactions
from schema.schema import schema
from schema.serial import SerialExecution
from tests.schema.conftest import Answer, only_error

DOWN = SourceFailure.of(Source.POLIS, ErrorCode.SOURCE_UNAVAILABLE, "no")
EXPORT = 'exportEngagement(input: {by: {sourceKey: {source: SALEMOVE, sourceId: "%s"}}}) { success }'
DELETE = 'deleteInteraction(input: {by: {sourceKey: {source: POLIS, sourceId: "1"}}}) { deletedId }'


class Request:
    """As much of a request as a mutation needs."""

    def renew(self) -> None:
        """Nothing was read."""


async def run(document: str, **variables: Any) -> ExecutionResult:
    result = await schema.execute(document, variables, context_value=Request())
    assert isinstance(result, ExecutionResult)
    return result


# ---------------------------------------------------------------- what it rests on


def test_the_method_that_is_overridden_is_that_of_the_library() -> None:
    theirs = inspect.signature(Executor.execute_fields_serially).parameters
    assert list(theirs) == list(inspect.signature(SerialExecution.execute_fields_serially).parameters)
    assert set(vars(SerialExecution)) & set(dir(Executor)) >= {"execute_fields_serially"}


def test_errors_are_collected_by_position_and_the_whole_may_fail_after_a_part() -> None:
    collected = CollectedErrors()
    collected.add(GraphQLError("a"), Path(None, "a", "Mutation"))
    collected.add(GraphQLError("b"), None)
    assert [error.message for error in collected.errors] == ["a", "b"]


def test_it_is_strawberry_s_own_executor_but_for_the_one_method() -> None:
    assert schema.execution_context_class is SerialExecution
    assert SerialExecution.__bases__ == (StrawberryGraphQLCoreExecutionContext,)
    methods = {name for name, value in vars(SerialExecution).items() if inspect.isfunction(value)}
    assert methods == {"execute_fields_serially"}


async def test_a_query_does_not_come_by(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SerialExecution, "execute_fields_serially", None)
    result = await run("{ a: __typename b: __typename }")
    assert result.errors is None


# ---------------------------------------------------------------- as before


@pytest.mark.parametrize(
    ("document", "keys"),
    [
        (f"mutation {{ a: {EXPORT % 1} b: {EXPORT % 2} }}", ["a", "b"]),
        (f"mutation {{ b: {EXPORT % 1} a: {EXPORT % 2} }}", ["b", "a"]),
        (f"mutation {{ a: {EXPORT % 1} ... @skip(if: true) {{ b: {EXPORT % 2} }} c: {EXPORT % 3} }}", ["a", "c"]),
        (f"mutation {{ ... @include(if: false) {{ a: {EXPORT % 1} }} b: {EXPORT % 2} }}", ["b"]),
        (f"mutation {{ a: {EXPORT % 1} ...F }} fragment F on Mutation {{ b: {EXPORT % 2} }}", ["a", "b"]),
        (f"mutation {{ ... on Mutation {{ a: {EXPORT % 1} }} b: {EXPORT % 2} }}", ["a", "b"]),
        (f"mutation {{ {EXPORT % 1} {EXPORT % 1} }}", ["exportEngagement"]),
        (f"mutation {{ a: {EXPORT % 1} b: {EXPORT % 2} a: {EXPORT % 1} }}", ["a", "b"]),
        (f"mutation {{ __typename a: {EXPORT % 1} b: {EXPORT % 2} }}", ["__typename", "a", "b"]),
        ("mutation { a: __typename b: __typename }", ["a", "b"]),
    ],
)
async def test_each_response_key_is_executed_once_in_its_order(answer: Answer, document: str, keys: list[str]) -> None:
    calls = answer(engagements, "export", engagements.Exported(success=True))
    result = await run(document)
    assert result.errors is None
    assert list(result.data or ()) == keys
    assert len(calls) == sum(isinstance(value, dict) for value in (result.data or {}).values())


async def test_variables_that_are_wrong_are_told_before_anything_is_done(answer: Answer) -> None:
    calls = answer(engagements, "export", engagements.Exported(success=True))
    result = await run(f"mutation($x: Int!) {{ a: {EXPORT % 1} ... @skip(if: $x) {{ b: {EXPORT % 2} }} }}", x="no")
    assert result.errors
    assert calls == []


async def test_deferring_is_refused_before_anything_is_done(answer: Answer) -> None:
    calls = answer(engagements, "export", engagements.Exported(success=True))
    result = await run(f"mutation {{ ... @defer {{ a: {EXPORT % 1} }} b: {EXPORT % 2} }}")
    assert result.errors
    assert {(error.extensions or {})["code"] for error in result.errors} == {"BAD_USER_INPUT"}
    assert calls == []


# ---------------------------------------------------------------- where one fails


async def test_the_payloads_of_the_others_are_told_and_nothing_else(answer: Answer) -> None:
    """The root's own name is no answer that anybody could lose."""
    answer(engagements, "export", engagements.Exported(success=True))
    answer(interactions, "delete_polis", DOWN)
    result = await run(f"mutation {{ __typename a: {EXPORT % 1} b: {DELETE} c: {EXPORT % 2} }}")
    error = only_error(result)
    assert result.data is None
    assert error.path == ["b"]
    assert (error.extensions or {})["completed"] == {"a": {"success": True}, "c": {"success": True}}


@pytest.mark.parametrize("document", [f"mutation {{ {DELETE} }}", f"mutation {{ __typename {DELETE} }}"])
async def test_one_alone_has_nothing_completed(answer: Answer, document: str) -> None:
    answer(interactions, "delete_polis", DOWN)
    error = only_error(await run(document))
    assert "completed" not in (error.extensions or {})


async def test_a_mistake_of_ours_does_not_hide_the_others(answer: Answer, caplog: pytest.LogCaptureFixture) -> None:
    answer(engagements, "export", engagements.Exported(success=True))
    answer(interactions, "delete_polis", RuntimeError("secret"))
    error = only_error(await run(f"mutation {{ a: {EXPORT % 1} b: {DELETE} }}"))
    assert error.extensions == {"code": "INTERNAL", "outcome": "UNKNOWN", "completed": {"a": {"success": True}}}
    assert "secret" in caplog.text
