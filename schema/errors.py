"""Errors as the caller sees them: each with a code, none with what belongs in the log only."""

import logging
from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

from graphql import FieldNode, GraphQLError
from strawberry.exceptions import MissingQueryError
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError

from resolvers.model.errors import ErrorCode, Failure, SourceFailure
from resolvers.model.write_outcome import WriteFailure

_LOG = logging.getLogger(__name__)

NEUTRAL_MESSAGE: Final = "The graph failed to answer this; its log says why."
_UNUSABLE_REQUESTS: Final = (MissingQueryError, CannotGetOperationTypeError, InvalidOperationTypeError)


def code_all(errors: list[GraphQLError]) -> None:
    """Give every error of a result its code, in place, and log what operators should know of."""
    causes = (_told(_cause(error)) for error in errors)
    failed = Counter(f"{cause.source.name} {cause.code.name}" for cause in causes if isinstance(cause, SourceFailure))
    if failed:
        # Vendors' messages can name people: codes only.
        _LOG.warning("sources failed: %s", ", ".join(f"{what} x{count}" for what, count in sorted(failed.items())))
    errors[:] = [coded(error) for error in errors]


def coded(error: GraphQLError) -> GraphQLError:
    """The error with `extensions.code`; one that nobody expected is logged, and its message replaced."""
    if _has_code(error):
        return error
    raised = _cause(error)
    cause, of_write = _told(raised), _of_write(raised)
    if isinstance(cause, Failure):
        return _copy(error, error.message, _extensions(cause) | of_write)
    if _is_callers_fault(error, cause):
        return _copy(error, error.message, {"code": ErrorCode.BAD_USER_INPUT.value})
    _LOG.error("unexpected error at %s", _place(error.path), exc_info=cause or error)
    return _copy(error, NEUTRAL_MESSAGE, {"code": ErrorCode.INTERNAL.value} | of_write)


def _has_code(error: GraphQLError) -> bool:
    return (error.extensions or {}).get("code") in ErrorCode.__members__


def _cause(error: GraphQLError) -> Exception | None:
    """The exception at the bottom; null where the executor itself objected, or a code is there already."""
    if _has_code(error):
        return None
    cause: Exception | None = error
    while isinstance(cause, GraphQLError):
        cause = cause.original_error
    return cause


def _told(cause: Exception | None) -> Exception | None:
    """What went wrong: a write wraps it, to add what became of the write."""
    return cause.cause if isinstance(cause, WriteFailure) else cause


def _of_write(cause: Exception | None) -> dict[str, Any]:
    """What a write adds, and corrects: a request that may be sent again is no write that may be done again."""
    if not isinstance(cause, WriteFailure):
        return {}
    once = {"retryable": False} if isinstance(cause.cause, SourceFailure) and not cause.repeatable else {}
    return {**once, "outcome": cause.outcome.value, **cause.facts}


def _is_callers_fault(error: GraphQLError, cause: Exception | None) -> bool:
    """Whether the document or its variables are to blame.

    Before execution everything that points into the document is. During execution an objection of the
    executor points at an argument or a value where that is to blame; where it points at the whole field,
    what a resolver returned is.
    """
    if isinstance(cause, _UNUSABLE_REQUESTS):
        return True
    if error.path is None:
        return cause is None or error.nodes is not None
    return cause is None and any(not isinstance(node, FieldNode) for node in error.nodes or ())


def _extensions(failure: Failure) -> dict[str, Any]:
    extensions: dict[str, Any] = {"code": failure.code.value}
    if isinstance(failure, SourceFailure):
        extensions |= {"source": failure.source.name, "retryable": failure.error.retryable}
        if failure.error.retry_after_seconds is not None:
            extensions["retryAfterSeconds"] = failure.error.retry_after_seconds
        if failure.error.http_status is not None:
            extensions["httpStatus"] = failure.error.http_status
    return extensions


def _copy(error: GraphQLError, message: str, extensions: dict[str, Any]) -> GraphQLError:
    """Without the original: it would keep the frames of its traceback alive with the answer."""
    return GraphQLError(
        message,
        nodes=error.nodes,
        source=error.source,
        positions=error.positions,
        path=error.path,
        extensions=extensions,
    )


def _place(path: Sequence[str | int] | None) -> str:
    return ".".join(map(str, path)) if path else "the operation"
