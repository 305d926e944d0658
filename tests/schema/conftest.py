"""Executes operations against the schema, with resolvers that answer what a test tells them to."""

from collections.abc import Awaitable, Callable
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from graphql import GraphQLError
from strawberry.types import ExecutionResult

from resolvers.pending import PendingFields
from schema.schema import schema

Execute = Callable[..., Awaitable[ExecutionResult]]
Calls = list[tuple[tuple[Any, ...], dict[str, Any]]]
Answer = Callable[[ModuleType, str, object], Calls]


def only_error(result: ExecutionResult) -> GraphQLError:
    """The error of a result that has exactly one."""
    assert result.errors
    assert len(result.errors) == 1
    return result.errors[0]


@pytest.fixture
def execute() -> Execute:
    """Runs one operation; keyword arguments are its variables."""

    async def run(document: str, **variables: Any) -> ExecutionResult:
        result = await schema.execute(document, variables, context_value=SimpleNamespace(pending=PendingFields()))
        assert isinstance(result, ExecutionResult)
        return result

    return run


@pytest.fixture
def answer(monkeypatch: pytest.MonkeyPatch) -> Answer:
    """Makes a resolver return a value or raise an exception; gives its calls, without the context."""

    def replace(module: ModuleType, name: str, value: object) -> Calls:
        calls: Calls = []

        async def fake(_context: object, *args: Any, **kwargs: Any) -> object:
            calls.append((args, kwargs))
            if isinstance(value, Exception):
                raise value
            return value

        monkeypatch.setattr(module, name, fake)
        return calls

    return replace
