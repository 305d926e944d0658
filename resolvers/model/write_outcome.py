"""What became of a write that failed: whoever repeats one has to know whether it may have been done already."""

import enum
from collections.abc import Iterator
from contextlib import contextmanager

from resolvers.model.errors import ErrorCode, Failure, SourceFailure

_REFUSALS = (400, 422)
_NEVER_SENT = frozenset({ErrorCode.BAD_USER_INPUT, ErrorCode.SOURCE_NOT_CONFIGURED, ErrorCode.SCAN_BUDGET_EXHAUSTED})


class Outcome(enum.Enum):
    """`extensions.outcome` of an error of a mutation."""

    UNKNOWN = "UNKNOWN"
    """The source may have done it: its answer was lost, was an error of its own, or cannot be read."""
    NOT_APPLIED = "NOT_APPLIED"
    """Nothing reached the source, or it refused."""
    APPLIED = "APPLIED"
    """It is done; only what was to be read afterwards is missing."""


_KEY = "uniqueId"
"""The fact that tells the key which the source honours."""


class WriteFailure(Exception):
    """A failure of a mutation with its outcome. `facts` go to the caller too, each under its name in `extensions`."""

    def __init__(self, cause: Exception, outcome: Outcome, **facts: object) -> None:
        super().__init__(str(cause))
        self.cause = cause
        self.outcome = outcome
        self.facts = facts

    @property
    def repeatable(self) -> bool:
        """Whether to repeat the write does no harm: it was not done, or has a key under which it is done once."""
        return self.outcome is Outcome.NOT_APPLIED or _KEY in self.facts


def is_refusal(failure: SourceFailure) -> bool:
    """Whether the source refused what was sent to it, and not who sent it, how, when, or about what."""
    return failure.error.http_status in _REFUSALS


def outcome_of(failure: Failure) -> Outcome:
    """What one attempt to write came to.

    Of several attempts under one key it judges the one that failed with `failure`; where an earlier one may have
    been applied, say so with `known(Outcome.UNKNOWN)`.
    """
    if failure.code in _NEVER_SENT:
        return Outcome.NOT_APPLIED
    if not isinstance(failure, SourceFailure):
        return Outcome.UNKNOWN
    status = failure.error.http_status
    refused = status is not None and 400 <= status < 500
    return Outcome.NOT_APPLIED if refused or not failure.sent else Outcome.UNKNOWN


@contextmanager
def known(outcome: Outcome) -> Iterator[None]:
    """Around reads that stand before a write (NOT_APPLIED) or after it (APPLIED): their failures leave it so."""
    try:
        yield
    except Failure as failure:
        raise WriteFailure(failure, outcome) from failure
