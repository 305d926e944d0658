"""A failure tells its code and its source, and each who waited for it gets one of its own."""

from resolvers.model.enums import Source
from resolvers.model.errors import BadInput, BudgetExhausted, ErrorCode, SourceError, SourceFailure


def test_bad_input_is_the_callers() -> None:
    assert BadInput("first: too large").code is ErrorCode.BAD_USER_INPUT
    assert BadInput("first: too large").message == "first: too large"


def test_a_failure_of_a_source_names_it_and_keeps_the_sources_own_message() -> None:
    failure = SourceFailure.of(
        Source.LIPS,
        ErrorCode.SOURCE_RATE_LIMITED,
        "slow down",
        retryable=True,
        retry_after_seconds=2.5,
        http_status=429,
        sent=False,
        body=b"{}",
    )
    assert failure.message == str(failure) == "LIPS: slow down"
    assert failure.error == SourceError(ErrorCode.SOURCE_RATE_LIMITED, "slow down", True, 2.5, 429)
    assert (failure.code, failure.source, failure.sent, failure.body) == (
        ErrorCode.SOURCE_RATE_LIMITED,
        Source.LIPS,
        False,
        b"{}",
    )


def test_what_is_not_known_to_be_unsent_counts_as_sent() -> None:
    assert SourceFailure.of(Source.LIPS, ErrorCode.SOURCE_TIMEOUT, "late").sent


def test_the_same_failure_again_is_another_exception() -> None:
    failure = SourceFailure.of(Source.POLIS, ErrorCode.SOURCE_TIMEOUT, "late", sent=False, body=b"x")
    again = failure.again()
    assert again is not failure
    assert (again.source, again.error, again.sent, again.body, again.message) == (
        failure.source,
        failure.error,
        failure.sent,
        failure.body,
        failure.message,
    )


def test_a_spent_budget_says_how_large_it_was_and_that_what_was_not_found_may_exist() -> None:
    spent = BudgetExhausted(50)
    assert spent.code is ErrorCode.SCAN_BUDGET_EXHAUSTED
    assert "50 requests" in spent.message
    failure = spent.not_found(Source.PROCURIOS)
    assert (failure.source, failure.code) == (Source.PROCURIOS, ErrorCode.SCAN_BUDGET_EXHAUSTED)
    assert "50 requests" in failure.message
    assert "may exist" in failure.message
