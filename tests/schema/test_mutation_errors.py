"""Errors of mutations tell what became of the write; those of queries never do."""

from types import SimpleNamespace
from typing import Any, cast

import pytest
from graphql import GraphQLError

from resolvers.context import RequestContext
from resolvers.model.enums import Source
from resolvers.model.errors import BadInput, BudgetExhausted, ErrorCode, Failure, SourceFailure
from resolvers.model.write_outcome import Outcome, WriteFailure, known, outcome_of
from resolvers.mutations.writing import writing
from resolvers.queries import interactions as reading
from schema.errors import NEUTRAL_MESSAGE
from schema.schema import schema
from tests.schema.conftest import Answer, Execute, only_error

DELETE = (
    'mutation { deleteInteraction(input: {by: {sourceKey: {source: POLIS, sourceId: "1"}}}) '
    "{ deletedId userErrors { code } } }"
)


class Request:
    """Counts how often what was read is forgotten."""

    renewed = 0

    def renew(self) -> None:
        self.renewed += 1


def refused(status: int | None, code: ErrorCode = ErrorCode.SOURCE_UNAVAILABLE, *, sent: bool = True) -> SourceFailure:
    return SourceFailure.of(Source.POLIS, code, "no", http_status=status, sent=sent)


@pytest.mark.parametrize(
    ("failure", "outcome"),
    [
        (refused(None), Outcome.UNKNOWN),
        (refused(None, sent=False), Outcome.NOT_APPLIED),
        (refused(500), Outcome.UNKNOWN),
        (refused(599), Outcome.UNKNOWN),
        (refused(302), Outcome.UNKNOWN),
        (refused(200, ErrorCode.SOURCE_BAD_RESPONSE), Outcome.UNKNOWN),
        (refused(400), Outcome.NOT_APPLIED),
        (refused(499), Outcome.NOT_APPLIED),
        (refused(None, ErrorCode.SOURCE_NOT_CONFIGURED), Outcome.NOT_APPLIED),
        (BadInput("no"), Outcome.NOT_APPLIED),
        (BudgetExhausted(3), Outcome.NOT_APPLIED),
        (Failure(ErrorCode.INTERNAL, "no"), Outcome.UNKNOWN),
    ],
)
def test_only_what_was_refused_or_not_sent_is_certainly_not_applied(failure: Failure, outcome: Outcome) -> None:
    assert outcome_of(failure) is outcome


@pytest.mark.parametrize(
    ("raised", "outcome"),
    [
        (refused(503), Outcome.UNKNOWN),
        (refused(400), Outcome.NOT_APPLIED),
        (WriteFailure(refused(503), Outcome.APPLIED), Outcome.APPLIED),
        (ZeroDivisionError(), Outcome.UNKNOWN),
    ],
)
async def test_whatever_fails_in_a_mutation_has_an_outcome(raised: Exception, outcome: Outcome) -> None:
    """What is known already stays; reads that follow are made anew."""
    request = Request()
    with pytest.raises(WriteFailure) as caught:
        async with writing(cast("RequestContext", request)):
            raise raised
    assert caught.value.outcome is outcome
    assert request.renewed == 1


async def test_what_was_read_is_forgotten_after_a_write() -> None:
    request = Request()
    async with writing(cast("RequestContext", request)):
        assert request.renewed == 0
    assert request.renewed == 1


def test_a_read_before_a_write_says_nothing_about_it() -> None:
    with pytest.raises(WriteFailure) as caught, known(Outcome.NOT_APPLIED):
        raise refused(503)
    assert caught.value.outcome is Outcome.NOT_APPLIED


class Context(Request):
    """A request whose one source fails to delete."""

    def __init__(self, failure: Exception) -> None:
        self.failure = failure
        self.registry = SimpleNamespace(capability=lambda _source, _capability: self)
        self.access = SimpleNamespace(fetch=lambda _source: None)

    async def delete_interaction(self, *_given: object) -> None:
        raise self.failure


async def error_of(failure: Exception) -> GraphQLError:
    return only_error(await schema.execute(DELETE, context_value=Context(failure)))


async def extensions_of(failure: Exception) -> dict[str, Any]:
    error = await error_of(failure)
    assert error.extensions
    return error.extensions


async def test_the_error_of_a_source_keeps_all_it_says() -> None:
    failure = WriteFailure(refused(412, ErrorCode.SOURCE_CONFLICT), Outcome.NOT_APPLIED, version="v2")
    assert await extensions_of(failure) == {
        "code": "SOURCE_CONFLICT",
        "source": "POLIS",
        "retryable": False,
        "httpStatus": 412,
        "outcome": "NOT_APPLIED",
        "version": "v2",
    }


@pytest.mark.parametrize(
    ("outcome", "facts", "retryable"),
    [
        (Outcome.NOT_APPLIED, {}, True),
        (Outcome.UNKNOWN, {}, False),
        (Outcome.APPLIED, {}, False),
        (Outcome.UNKNOWN, {"uniqueId": "guid"}, True),
        (Outcome.UNKNOWN, {"version": "v"}, False),
    ],
)
async def test_a_write_is_retryable_only_where_it_was_not_done_or_has_a_key(
    outcome: Outcome, facts: dict[str, str], retryable: bool
) -> None:
    down = SourceFailure.of(Source.POLIS, ErrorCode.SOURCE_UNAVAILABLE, "no", retryable=True)
    assert (await extensions_of(WriteFailure(down, outcome, **facts)))["retryable"] is retryable


async def test_what_is_not_retryable_does_not_become_so_by_its_outcome() -> None:
    assert (await extensions_of(WriteFailure(refused(401), Outcome.NOT_APPLIED)))["retryable"] is False


async def test_a_version_that_is_not_known_is_told_to_be_null() -> None:
    assert (await extensions_of(WriteFailure(refused(409), Outcome.NOT_APPLIED, version=None)))["version"] is None


async def test_a_mistake_of_ours_leaves_the_outcome_unknown(caplog: pytest.LogCaptureFixture) -> None:
    """It is logged, and its message replaced."""
    error = await error_of(RuntimeError("secret"))
    assert error.message == NEUTRAL_MESSAGE
    assert error.extensions == {"code": "INTERNAL", "outcome": "UNKNOWN"}
    assert "secret" in caplog.text


async def test_sources_that_failed_in_a_write_are_logged_by_code(caplog: pytest.LogCaptureFixture) -> None:
    await extensions_of(refused(503))
    assert caplog.messages == ["sources failed: POLIS SOURCE_UNAVAILABLE x1"]


async def test_a_query_has_no_outcome(answer: Answer, execute: Execute) -> None:
    answer(reading, "lookup", refused(503))
    result = await execute('{ interaction(by: {sourceKey: {source: POLIS, sourceId: "1"}}) { id } }')
    assert "outcome" not in (only_error(result).extensions or {})
