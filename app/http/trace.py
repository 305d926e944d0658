"""The trace of vendor requests, as `extensions.access` shows it."""

from typing import Any, Final

from resolvers.model.http import TraceEntry
from resolvers.source_access import SourceAccess

HEADER: Final = "touchpoint-trace"


def rendered(access: SourceAccess) -> list[dict[str, Any]]:
    """One object for each vendor request, in order of start; times in milliseconds since the GraphQL request began."""
    return [_entry(call, access.started) for call in sorted(access.calls, key=lambda call: call.started)]


def _entry(call: TraceEntry, began: float) -> dict[str, Any]:
    return {
        "source": call.source.name,
        "method": call.method,
        "path": call.path,
        "status": call.status,
        # Work behind the requests may have begun before the one that waited for it.
        "startMs": _milliseconds(call.started - began),
        "durationMs": _milliseconds(call.seconds or 0.0),
        "attempts": call.attempts,
        "cached": call.cached,
        "coalesced": call.coalesced,
    }


def _milliseconds(seconds: float) -> float:
    return round(max(0.0, seconds) * 1000, 3)
