"""What seldom changes at a vendor, kept in memory from one GraphQL request to the next: for a time, within a size."""

import time
from collections.abc import Callable
from typing import Generic, TypeVar

import msgspec
from cachetools import TTLCache

from resolvers.model.http import Fetch, VendorRequest

T = TypeVar("T")


LONGEST_PATH = 512
"""Of a request whose answer is kept."""


class _Answer(msgspec.Struct, Generic[T], frozen=True):
    value: T
    size: int


class ResponseCache(Generic[T]):
    """The values of answers, by the request that asked for them. One for a process and a credential.

    A value is kept for `seconds` since its answer came, and shared by all who ask: nobody may change it. The sizes of
    those that are kept add up to `most` or less; where a new one has no room, those unused for longest go first. `size`
    gets the body of an answer; without it each counts for one. A request whose path is longer than any vendor's key
    makes it is not kept: callers may have chosen it.
    """

    def __init__(
        self,
        seconds: float,
        most: int,
        *,
        size: Callable[[bytes], int] = lambda _body: 1,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._most = most
        self._size = size
        self._answers: TTLCache[VendorRequest, _Answer[T]] = TTLCache(most, seconds, clock, lambda answer: answer.size)
        # Readings under way, whose answers may still be kept.
        self._current: dict[object, VendorRequest] = {}

    async def read(self, fetch: Fetch, request: VendorRequest, decode: Callable[[bytes], T]) -> T:
        """What `decode` makes of the answer, kept or asked for.

        A failure of either is raised and leaves nothing behind. Nor does an answer that was under way when its request
        was forgotten: it may tell what was before.
        """
        kept = self._answers.get(request)
        if kept is not None:
            fetch.cached(request)
            return kept.value
        reading = object()
        self._current[reading] = request
        try:
            answer = await fetch(request)
            value = decode(answer.body)
            size = self._size(answer.body)
            if reading in self._current and size <= self._most and len(request.path) <= LONGEST_PATH:
                self._answers[request] = _Answer(value, size)
        finally:
            self._current.pop(reading, None)
        return value

    def forget(self, request: VendorRequest) -> None:
        """Ask anew the next time, for it was changed."""
        self._answers.pop(request, None)
        self._current = {reading: other for reading, other in self._current.items() if other != request}

    def clear(self) -> None:
        """Forget all of them."""
        self._answers.clear()
        self._current.clear()
