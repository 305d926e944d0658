"""Several mutations in one operation: one after the other, each of them, whatever becomes of those before."""

from collections.abc import Awaitable
from typing import Any

from graphql import GraphQLError, GraphQLObjectType
from graphql.execution.collect_fields import GroupedFieldSet
from graphql.pyutils import AwaitableOrValue, Path
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

COMPLETED = "completed"
"""In the extensions of an error that left no `data`: the payloads of the mutations that went well, by response key."""


class SerialExecution(StrawberryGraphQLCoreExecutionContext):
    """Executes as graphql-core does, but for two things that it does where one of several mutations fails.

    The contract's mutations are not nullable, so that a failed one leaves no `data` at all (section 6.4.4 of the
    standard). graphql-core then does not begin those that follow, which the standard allows, and forgets the answers of
    those before. Here all are executed, every failure is an error with its own path, and the answers that `data` cannot
    hold are in `extensions.completed` of each of these errors.

    Queries, and mutations of one field, go graphql-core's own way. What this relies on is not promised by graphql-core;
    tests/schema/test_serial.py pins it.
    """

    def execute_fields_serially(
        self,
        parent_type: GraphQLObjectType,
        source_value: Any,
        path: Path | None,
        grouped_field_set: GroupedFieldSet,
        position_context: Any,
    ) -> AwaitableOrValue[dict[str, Any]]:
        """Overrides graphql-core's, and calls it for each field by itself."""
        serially = super().execute_fields_serially
        if len(grouped_field_set) < 2:
            return serially(parent_type, source_value, path, grouped_field_set, position_context)

        async def each() -> dict[str, Any]:
            done: dict[str, Any] = {}
            failed: dict[str, GraphQLError] = {}
            for name, details in grouped_field_set.items():
                try:
                    answer = serially(parent_type, source_value, path, {name: details}, position_context)
                    done |= (await answer) if isinstance(answer, Awaitable) else answer
                except GraphQLError as error:
                    failed[name] = error
            if not failed:
                return done
            payloads = {name: answer for name, answer in done.items() if isinstance(answer, dict)}
            for failure in failed.values():
                failure.extensions = {**(failure.extensions or {}), **({COMPLETED: payloads} if payloads else {})}
            last = failed.popitem()[1]
            for name, failure in failed.items():
                self.collected_errors.add(failure, Path(path, name, parent_type.name))
            raise last

        return each()
