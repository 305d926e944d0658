"""What became of a write that failed is told as surely as it is known, and never more surely."""

import pytest

from resolvers.model.enums import Source
from resolvers.model.errors import BadInput, BudgetExhausted, ErrorCode, Failure, SourceFailure
from resolvers.model.write_outcome import Outcome, WriteFailure, is_refusal, known, outcome_of


def failure(status: int | None = None, *, sent: bool = True) -> SourceFailure:
    code = ErrorCode.SOURCE_UNAVAILABLE if status is None or status >= 500 else ErrorCode.SOURCE_REJECTED
    return SourceFailure.of(Source.POLIS, code, "no", http_status=status, sent=sent)


@pytest.mark.parametrize(
    ("raised", "outcome"),
    [
        (failure(400), Outcome.NOT_APPLIED),
        (failure(404), Outcome.NOT_APPLIED),
        (failure(499), Outcome.NOT_APPLIED),
        (failure(500), Outcome.UNKNOWN),
        (failure(302), Outcome.UNKNOWN),
        (failure(), Outcome.UNKNOWN),
        (failure(sent=False), Outcome.NOT_APPLIED),
        (failure(503, sent=False), Outcome.NOT_APPLIED),
        (BadInput("no"), Outcome.NOT_APPLIED),
        (BudgetExhausted(1), Outcome.NOT_APPLIED),
        (Failure(ErrorCode.SOURCE_NOT_CONFIGURED, "no"), Outcome.NOT_APPLIED),
        (Failure(ErrorCode.INTERNAL, "no"), Outcome.UNKNOWN),
    ],
)
def test_a_write_was_not_done_only_where_it_was_refused_or_never_sent(raised: Failure, outcome: Outcome) -> None:
    assert outcome_of(raised) is outcome


@pytest.mark.parametrize(
    ("status", "refusal"),
    [(400, True), (422, True), (401, False), (404, False), (409, False), (429, False), (500, False)],
)
def test_a_refusal_speaks_of_what_was_sent(status: int, refusal: bool) -> None:
    assert is_refusal(failure(status)) is refusal
    assert not is_refusal(failure())


@pytest.mark.parametrize(
    ("outcome", "facts", "repeatable"),
    [
        (Outcome.NOT_APPLIED, {}, True),
        (Outcome.UNKNOWN, {}, False),
        (Outcome.APPLIED, {"deletedId": "1"}, False),
        (Outcome.UNKNOWN, {"uniqueId": "1"}, True),
    ],
)
def test_a_write_may_be_repeated_that_was_not_done_or_is_done_once_under_its_key(
    outcome: Outcome, facts: dict[str, object], repeatable: bool
) -> None:
    assert WriteFailure(failure(), outcome, **facts).repeatable is repeatable


@pytest.mark.parametrize("outcome", Outcome)
def test_a_read_around_a_write_leaves_its_outcome_as_it_is_known(outcome: Outcome) -> None:
    cause = failure(500)
    with pytest.raises(WriteFailure) as caught, known(outcome):
        raise cause
    assert (caught.value.cause, caught.value.outcome) == (cause, outcome)


def test_a_mistake_of_ours_is_no_outcome() -> None:
    with pytest.raises(ZeroDivisionError), known(Outcome.APPLIED):
        _ = 1 / 0
