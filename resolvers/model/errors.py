"""What can go wrong, as one vocabulary: the codes of the contract and the two exceptions that carry them."""

import enum

import msgspec

from resolvers.model.enums import Source


class ErrorCode(enum.Enum):
    """`extensions.code` of every error; the contract says what each means."""

    BAD_USER_INPUT = "BAD_USER_INPUT"
    NOT_FOUND = "NOT_FOUND"
    UNAUTHENTICATED = "UNAUTHENTICATED"
    FORBIDDEN = "FORBIDDEN"
    SOURCE_NOT_CONFIGURED = "SOURCE_NOT_CONFIGURED"
    SOURCE_UNAUTHENTICATED = "SOURCE_UNAUTHENTICATED"
    SOURCE_REJECTED = "SOURCE_REJECTED"
    SOURCE_CONFLICT = "SOURCE_CONFLICT"
    SOURCE_RATE_LIMITED = "SOURCE_RATE_LIMITED"
    SOURCE_TIMEOUT = "SOURCE_TIMEOUT"
    SOURCE_UNAVAILABLE = "SOURCE_UNAVAILABLE"
    SOURCE_BAD_RESPONSE = "SOURCE_BAD_RESPONSE"
    SCAN_BUDGET_EXHAUSTED = "SCAN_BUDGET_EXHAUSTED"
    QUERY_TOO_COMPLEX = "QUERY_TOO_COMPLEX"
    INTERNAL = "INTERNAL"


class Failure(Exception):
    """A failure that is told to the caller with its code; the message holds no credential."""

    def __init__(self, code: ErrorCode, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class BadInput(Failure):
    """The caller's argument is at fault; the message names it."""

    def __init__(self, message: str) -> None:
        super().__init__(ErrorCode.BAD_USER_INPUT, message)


class SourceError(msgspec.Struct, frozen=True):
    """How a source failed. Field names are those of the contract's `SourceError`.

    `retry_after_seconds` is the vendor's own Retry-After, where it sent one. `http_status` is null where
    no answer came.
    """

    code: ErrorCode
    message: str
    retryable: bool = False
    retry_after_seconds: float | None = None
    http_status: int | None = None


class SourceFailure(Failure):
    """A source could not do what was asked of it.

    `sent` is false only where nothing of the request can have reached the vendor as a whole, so that a write was
    certainly not done. `body` is the beginning of the answer that refused, for whoever wrote and can tell what its
    words mean; it may name people and is never logged.
    """

    def __init__(self, source: Source, error: SourceError, *, sent: bool = True, body: bytes = b"") -> None:
        super().__init__(error.code, f"{source.name}: {error.message}")
        self.source = source
        self.error = error
        self.sent = sent
        self.body = body

    @classmethod
    def of(
        cls,
        source: Source,
        code: ErrorCode,
        message: str,
        *,
        retryable: bool = False,
        retry_after_seconds: float | None = None,
        http_status: int | None = None,
        sent: bool = True,
        body: bytes = b"",
    ) -> "SourceFailure":
        """The failure and its error in one step."""
        error = SourceError(code, message, retryable, retry_after_seconds, http_status)
        return cls(source, error, sent=sent, body=body)

    def again(self) -> "SourceFailure":
        """The same failure, to be raised by one more of those who waited for it: each has a traceback of its own."""
        return SourceFailure(self.source, self.error, sent=self.sent, body=self.body)


class BudgetExhausted(Failure):
    """Nothing was sent: all of the `limit` requests allowed have been sent or wait to be."""

    def __init__(self, limit: int) -> None:
        super().__init__(ErrorCode.SCAN_BUDGET_EXHAUSTED, f"the budget of {limit} requests is spent")
        self.limit = limit

    def not_found(self, source: Source) -> SourceFailure:
        """What a lookup says that has read as much as it may."""
        message = f"not among the records that {self.limit} requests could read; it may exist all the same"
        return SourceFailure.of(source, self.code, message)
