"""SaleMove's chat transcripts, and the names of operators, which stand in them only."""

import datetime as dt
import time
from collections.abc import Callable
from typing import Any

import msgspec

from resolvers.model import timestamps
from resolvers.model.configuration import SourceConfiguration
from resolvers.model.enums import Source
from resolvers.model.http import BackgroundFetch, Fetch
from resolvers.model.records import ChatMessage, Engagement
from resolvers.sources import decode
from resolvers.sources.cache import ResponseCache
from resolvers.sources.protocol import HasTranscripts
from resolvers.vendors.salemove import records, requests, wire
from resolvers.vendors.salemove.writes import SaleMoveWrites

ENDED_AFTER = dt.timedelta(days=1)
"""How long an engagement must be over to be taken for ended: clocks differ, and a duration may still grow."""

MOST_OPERATORS = 10_000
"""Names of operators that are remembered from transcripts."""

TRANSCRIPT_SECONDS = 3600.0
"""How long the transcript of an engagement that has ended is kept."""

TRANSCRIPT_BYTES = 32 * 1024 * 1024
"""How many of them: what the vendor sent for all that are kept. What is made of it takes about three times that."""

LEAST_TRANSCRIPT = 1024
"""Bytes that a shorter transcript, or an empty one, counts for: so much it takes to keep it."""

_ROWS = msgspec.json.Decoder(list[Any])


class SaleMoveTranscripts(SaleMoveWrites, HasTranscripts):
    """Transcripts are cached once their engagements have ended."""

    def __init__(
        self,
        configuration: SourceConfiguration,
        background: BackgroundFetch,
        *,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
    ) -> None:
        super().__init__(configuration, background)
        self._now = now
        self._transcripts: ResponseCache[tuple[ChatMessage, ...]] = ResponseCache(
            TRANSCRIPT_SECONDS, TRANSCRIPT_BYTES, size=lambda body: max(len(body), LEAST_TRANSCRIPT), clock=clock
        )
        self._operator_names: dict[str, tuple[str, str]] = {}

    def has_ended(self, engagement: Engagement) -> bool:
        """Whether it is certainly over.

        The document does not say whether `duration` is given while an engagement lasts: so it is taken for ended only
        where start and duration are known and add up to more than a day before now.
        """
        start, seconds = engagement.created_at, engagement.duration_seconds
        if start is None or seconds is None or seconds < 0:
            return False
        try:
            end = timestamps.parse(start) + dt.timedelta(seconds=seconds)
        except OverflowError:
            return False
        return self._now() - end > ENDED_AFTER

    async def transcript(self, fetch: Fetch, engagement_id: str, *, ended: bool = False) -> tuple[ChatMessage, ...]:
        """The messages of an engagement, in the vendor's order; kept for an hour where it has `ended`."""
        request = requests.get_chat_transcript(engagement_id)
        if ended:
            messages = await self._transcripts.read(fetch, request, _messages)
        else:
            messages = _messages((await fetch(request)).body)
        self._learn_operators(messages)
        return messages

    def forget(self, engagement_id: str) -> None:
        """Drop what is kept of an engagement, for something was written to it."""
        self._transcripts.forget(requests.get_chat_transcript(engagement_id))

    def _learn_operators(self, messages: tuple[ChatMessage, ...]) -> None:
        """The newest message that names an operator counts, in whatever order the transcripts arrive."""
        for message in messages:
            operator = message.sender.operator
            if operator is None or not operator.name:
                continue
            told = (message.created_at or "", operator.name)
            known = self._operator_names.get(operator.source_id)
            if known is None and len(self._operator_names) >= MOST_OPERATORS:
                self._operator_names.pop(next(iter(self._operator_names)))
            self._operator_names[operator.source_id] = told if known is None else max(known, told)

    def operator_name(self, operator_id: str) -> str | None:
        """The name that a transcript which was read gives an operator."""
        known = self._operator_names.get(operator_id)
        return None if known is None else known[1]


def _messages(body: bytes) -> tuple[ChatMessage, ...]:
    """A transcript without the messages that cannot be read."""
    raws = decode.document(Source.SALEMOVE, body, _ROWS)
    rows = decode.several(Source.SALEMOVE, raws, wire.Message)
    return tuple(records.message(row) for row in rows if row is not None)
