"""The trace of vendor requests, as `extensions.upstream` shows it."""

from typing import Any, Final

from resolvers.model.http import Call
from resolvers.source_access import Upstream

HEADER: Final = "touchpoint-trace"


def rendered(upstream: Upstream) -> list[dict[str, Any]]:
    """One object for each vendor request, in order of start; times in milliseconds since the GraphQL request began."""
    return [_entry(call, upstream.started) for call in sorted(upstream.calls, key=lambda call: call.started)]


def _entry(call: Call, began: float) -> dict[str, Any]:
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
