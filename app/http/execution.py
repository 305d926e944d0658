"""One operation, executed: the result of the graph and the HTTP status that goes with it."""

import re
from collections.abc import Set
from typing import Any, Final

from graphql import GraphQLError, GraphQLSyntaxError, OperationDefinitionNode, parse
from strawberry.exceptions import MissingQueryError
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types import ExecutionResult
from strawberry.types.graphql import OperationType

from app.http.operation import Operation, Refusal
from app.http.reply import GRAPHQL_JSON
from resolvers.context import RequestContext
from schema.errors import coded
from schema.schema import schema

_KEYWORD: Final = re.compile(r"\b(?:query|mutation|subscription)\b")


async def execute(operation: Operation, context: RequestContext, allowed: Set[OperationType]) -> ExecutionResult:
    """The result, its errors coded; also for operations that cannot be told or are not known.

    Refuses an operation of a type that the method does not allow.
    """
    try:
        if operation.operation_name is None and _several(operation.query or ""):
            raise GraphQLError("The document holds several operations: operationName has to name one.", nodes=[])
        result = await schema.execute(
            operation.query,
            operation.variables,
            context_value=context,
            operation_name=operation.operation_name,
            allowed_operation_types=allowed,
        )
    except InvalidOperationTypeError as error:
        raise Refusal(405, f"{error.as_http_error_reason('GET')}: use POST.", {"allow": "POST"}) from None
    except CannotGetOperationTypeError as error:
        name = operation.operation_name
        message = "The document holds no operation." if name is None else f'There is no operation named "{name}".'
        return _failed(GraphQLError(message, original_error=error))
    except MissingQueryError as error:
        return _failed(GraphQLError(str(error), original_error=error))
    except GraphQLError as error:
        return _failed(error)
    except Exception as error:  # noqa: BLE001 whatever it is, its caller gets an answer and the log the traceback
        return _failed(GraphQLError(str(error), original_error=error))
    return result


def body_of(result: ExecutionResult) -> dict[str, Any]:
    """The response of the specification; without data where execution did not begin."""
    body: dict[str, Any] = {}
    if result.errors:
        body["errors"] = [error.formatted for error in result.errors]
    if not _before_execution(result):
        body["data"] = result.data
    if result.extensions:
        body["extensions"] = result.extensions
    return body


def status_of(result: ExecutionResult, media_type: str) -> int:
    """200; with the newer media type 400 where execution did not begin, and 500 where that is our fault."""
    if media_type != GRAPHQL_JSON or not _before_execution(result):
        return 200
    codes = {(error.extensions or {}).get("code") for error in result.errors or ()}
    return 500 if "INTERNAL" in codes else 400


def _before_execution(result: ExecutionResult) -> bool:
    """Errors that nulled a field have its path; those of the document and of its variables have none."""
    return result.data is None and all(error.path is None for error in result.errors or ())


def _failed(error: GraphQLError) -> ExecutionResult:
    return ExecutionResult(data=None, errors=[coded(error)])


def _several(query: str) -> bool:
    """Whether the document names more than one operation; the library would execute the first.

    Each of them starts with a keyword, so that nearly every document is told without parsing it here.
    """
    if len(_KEYWORD.findall(query)) < 2:
        return False
    try:
        document = parse(query, no_location=True)
    except GraphQLSyntaxError:
        return False
    operations = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    # An anonymous one beside others is refused by validation, in the specification's own words.
    return len(operations) > 1 and all(node.name is not None for node in operations)
