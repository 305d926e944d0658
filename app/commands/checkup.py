"""How each source does: its cheapest read, timed."""

import asyncio
import os
import time
from typing import Final, Literal
from urllib.parse import urlsplit

import msgspec

from app.settings import Settings
from resolvers.model.enums import Source
from resolvers.model.errors import ErrorCode, Failure, SourceFailure
from resolvers.registry import Registry
from resolvers.transport.deadline import Deadline

State = Literal["ok", "failed", "reachable", "not configured"]
_ANSWERED: Final[tuple[State, str]] = ("ok", "")
# Of a source that is only written, whether its host listens is all that can be known without a write.
_LISTENS: Final[tuple[State, str]] = ("reachable", "not checked: write-only; its host accepts connections")
_PORTS: Final = {"http": 80, "https": 443}


class Finding(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """One source. `latency_ms` is null where nothing was sent; `code` is one of the contract's error codes."""

    source: str
    configured: bool
    state: State
    latency_ms: float | None = None
    code: str | None = None
    message: str = ""

    @property
    def wrong(self) -> bool:
        """Whether somebody has to do something about it."""
        return self.state == "failed"


async def examine(settings: Settings) -> list[Finding]:
    """Every source, all at once, in their order."""
    registry = Registry(settings.configuration())
    try:
        return list(await asyncio.gather(*(_source(settings, registry, source) for source in Source)))
    finally:
        await registry.aclose()


async def _source(settings: Settings, registry: Registry, source: Source) -> Finding:
    if not registry.configured(source):
        return Finding(source=source.name, configured=False, state="not configured")
    missing = settings.missing(source)
    if missing:
        message = "; ".join(f"{names} is not set" for names in missing)
        return _failed(source, ErrorCode.SOURCE_NOT_CONFIGURED, message)
    vendor = registry.vendor(source)
    seconds = settings.source(source).timeout_seconds
    started = time.monotonic()
    try:
        if vendor.has_reads:
            await vendor.probe(registry.fetch(source, Deadline.after(seconds)))
        else:
            await _connect(source, settings.source(source).base_url or "", seconds)
    except Failure as failure:
        message = failure.error.message if isinstance(failure, SourceFailure) else failure.message
        return _failed(source, failure.code, message, _since(started))
    state, message = _ANSWERED if vendor.has_reads else _LISTENS
    return Finding(source=source.name, configured=True, state=state, latency_ms=_since(started), message=message)


async def _connect(source: Source, base_url: str, seconds: float) -> None:
    parts = urlsplit(base_url)
    try:
        async with asyncio.timeout(seconds):
            _, writer = await asyncio.open_connection(parts.hostname, parts.port or _PORTS[parts.scheme])
    except TimeoutError:
        raise SourceFailure.of(source, ErrorCode.SOURCE_TIMEOUT, "could not be connected to in time") from None
    except OSError as error:
        message = f"could not be connected to: {os.strerror(error.errno) if error.errno else error}"
        raise SourceFailure.of(source, ErrorCode.SOURCE_UNAVAILABLE, message) from None
    writer.close()


def _failed(source: Source, code: ErrorCode, message: str, latency_ms: float | None = None) -> Finding:
    return Finding(
        source=source.name, configured=True, state="failed", latency_ms=latency_ms, code=code.value, message=message
    )


def _since(started: float) -> float:
    return round((time.monotonic() - started) * 1000, 1)
