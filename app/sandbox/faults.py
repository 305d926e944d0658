"""What can be made to go wrong at a simulated vendor, and which readings of its document it follows."""

import random
import threading
from typing import Annotated, Any, Final, Literal

import msgspec

from app.sandbox.options import (
    DateReading,
    EngagementOrder,
    NullTimes,
    RequiredReading,
    SandboxOptions,
)

Rate = Annotated[float, msgspec.Meta(ge=0, le=1)]
Natural = Annotated[int, msgspec.Meta(ge=0)]
Outcome = Literal["answer", "hang", "drop", "error", "malformed", "drop_midway", "drop_after_apply"]
_RATES: Final[tuple[tuple[Outcome, str], ...]] = (
    ("hang", "hang_rate"),
    ("drop", "drop_rate"),
    ("error", "error_rate"),
    ("malformed", "malformed_rate"),
    ("drop_midway", "drop_midway_rate"),
    ("drop_after_apply", "drop_after_apply_rate"),
)


class Faults(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The faults of one vendor. Where several would strike at once, the first in this order does."""

    latency_ms: Natural = 0
    """Before any answer, also an injected error."""
    held: bool = False
    """No answer while this is set: what came meanwhile is answered once it no longer is."""
    hang_rate: Rate = 0.0
    """No answer until the client goes away or the sandbox stops."""
    drop_rate: Rate = 0.0
    """The connection is closed without an answer; a write is not applied."""
    error_rate: Rate = 0.0
    error_status: Annotated[int, msgspec.Meta(ge=400, le=599)] = 503
    retry_after: Annotated[float, msgspec.Meta(ge=0)] | None = None
    """Seconds, in the Retry-After of injected errors."""
    malformed_rate: Rate = 0.0
    """A 200 whose JSON stops in the middle; a write is not applied."""
    drop_midway_rate: Rate = 0.0
    """The connection is closed in the middle of the answer to a read."""
    drop_after_apply_rate: Rate = 0.0
    """A write is applied, then the connection is closed without an answer."""
    fail_next: Natural = 0
    """So many requests fail with `error_status` before the rates decide again."""
    path_contains: str = ""
    """Only requests whose path contains this suffer."""

    page_cap: Natural = 0
    """No page of LIPS, Polis or SaleMove holds more records, whatever is asked for; 0: as many as that."""
    per_page_counts: Literal["interactions", "contacts"] = "interactions"
    """What `per_page` of LIPS restricts; its table says contacts."""

    date_reading: DateReading = "instant"
    engagement_order: EngagementOrder = "created_at"
    null_times: NullTimes = "last"
    stale_etag_status: Literal[409, 412] = 412
    required_reading: RequiredReading = "wording"


_READINGS: Final = ("date_reading", "engagement_order", "null_times", "stale_etag_status", "required_reading")
_AT_START: Final = (
    *_READINGS,
    "latency_ms",
    "error_rate",
    "error_status",
    "retry_after",
    "malformed_rate",
    "drop_rate",
    "hang_rate",
)


class FaultControl:
    """The faults of one vendor as they are now, and the seeded generator that decides whom they strike."""

    def __init__(self, options: SandboxOptions, source: str) -> None:
        self._lock: Final = threading.Lock()
        self._generator_seed: Final = f"{options.seed}:{source}:faults"
        self._calm: Final = _checked({name: getattr(options, name) for name in _READINGS})
        self._random = random.Random(self._generator_seed)  # noqa: S311 a repeatable sequence is the point
        self.current = _checked({name: getattr(options, name) for name in _AT_START})

    def page_size(self, asked: int) -> int:
        """How many records a page holds for which so many were asked."""
        cap = self.current.page_cap
        return min(asked, cap) if cap else asked

    def set(self, **changes: Any) -> None:
        """Change the named faults and leave the others. ValueError names an unknown key or a bad value."""
        with self._lock:
            self.current = _checked({**msgspec.structs.asdict(self.current), **changes})

    def reset(self) -> None:
        """No faults, the readings of the options, and the generator back at its first number."""
        with self._lock:
            self.current = self._calm
            self._random = random.Random(self._generator_seed)  # noqa: S311 a repeatable sequence is the point

    def outcome(self, path: str, *, write: bool) -> Outcome:
        """Decide about one request."""
        with self._lock:
            faults = self.current
            if faults.path_contains not in path:
                return "answer"
            if faults.fail_next:
                self.current = msgspec.structs.replace(faults, fail_next=faults.fail_next - 1)
                return "error"
            for outcome, rate in _RATES:
                if _applies(outcome, write=write) and self._strikes(getattr(faults, rate)):
                    return outcome
            return "answer"

    def _strikes(self, rate: float) -> bool:
        return rate > 0 and self._random.random() < rate


def _applies(outcome: Outcome, *, write: bool) -> bool:
    """Half an answer would tell that a write was applied; only a write is applied and its answer lost."""
    if outcome == "drop_midway":
        return not write
    return write or outcome != "drop_after_apply"


def _checked(values: dict[str, Any]) -> Faults:
    try:
        return msgspec.convert(values, Faults)
    except msgspec.ValidationError as error:
        raise ValueError(str(error)) from None
