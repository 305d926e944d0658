"""An `Fetch` that answers from a script, in order, and keeps what it was asked."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from resolvers.model.enums import Source
from resolvers.model.errors import BudgetExhausted, ErrorCode, SourceFailure
from resolvers.model.http import TraceEntry, VendorRequest, VendorResponse

Answer = bytes | VendorResponse | SourceFailure


def encoded(value: Any) -> bytes:
    """A JSON body."""
    return msgspec.json.encode(value)


def failing(source: Source, status: int, code: ErrorCode = ErrorCode.SOURCE_UNAVAILABLE) -> SourceFailure:
    """What the transport makes of an answer with that status."""
    return SourceFailure.of(source, code, f"HTTP {status}", http_status=status)


def absent(source: Source) -> SourceFailure:
    """What the transport makes of a 404."""
    return failing(source, 404, ErrorCode.SOURCE_REJECTED)


@dataclass
class Script:
    """`limit` is the budget of requests, none for any number; `seconds` the time that is left.

    `kept` is what it was told that a kept answer took the place of.
    """

    answers: list[Answer]
    limit: int | None = None
    seconds: float = 30.0
    sent: list[VendorRequest] = field(default_factory=list)
    charged: int = 0
    calls: list[TraceEntry] = field(default_factory=list)
    kept: list[VendorRequest] = field(default_factory=list)

    @property
    def requests(self) -> int:
        return len(self.sent) + self.charged

    @property
    def allowance(self) -> int | None:
        return None if self.limit is None else max(0, self.limit - self.requests)

    def remaining(self) -> float:
        return self.seconds

    def charge(self, calls: Sequence[TraceEntry]) -> None:
        self.charged += sum(call.attempts for call in calls)

    def cached(self, request: VendorRequest) -> None:
        self.kept.append(request)

    async def __call__(self, request: VendorRequest) -> VendorResponse:
        if self.allowance == 0:
            raise BudgetExhausted(self.limit or 0)
        self.sent.append(request)
        # Which vendor it would be is nobody's question here.
        self.calls.append(TraceEntry(Source.LIPS, request.method, request.path, 0.0, seconds=0.0, attempts=1))
        assert self.answers, f"one request too many: {request}"
        answer = self.answers.pop(0)
        if isinstance(answer, SourceFailure):
            raise answer
        return VendorResponse(200, {}, answer) if isinstance(answer, bytes) else answer

    def sent_values(self, name: str) -> list[str | None]:
        """The value of one query parameter in each request, in order."""
        return [dict(request.query).get(name) for request in self.sent]


def scripted(*answers: Answer, limit: int | None = None) -> Script:
    """A script of these answers."""
    return Script(list(answers), limit)


def none_asked() -> Script:
    """The background of a test in which nothing may be asked in the background."""
    raise AssertionError("nothing is to be asked in the background here")
