"""Ending without failing anyone: on SIGTERM the process goes on serving what is in flight, and only then stops.

uvicorn closes its sockets as soon as the signal arrives, so that a balancer would never see `/readyz` say no.
"""

import asyncio
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, Final

import uvicorn

from app.http.lifecycle import Lifecycle

_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)

Handler = Callable[[int, FrameType | None], Any]


@contextmanager
def draining(lifecycle: Lifecycle, patience: float) -> Iterator[None]:
    """Within a server's lifespan: its signals reach it once nothing is in flight, or `patience` is over.

    A second SIGINT reaches it at once. Nothing changes where no uvicorn server awaits the signals of this
    process, as in a test.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    server: dict[int, Handler] = {
        number: handler for number in _SIGNALS if (handler := _uvicorn_handler(number)) is not None
    }
    loop = asyncio.get_running_loop()
    waiting: set[asyncio.Task[None]] = set()

    async def pass_on(number: int) -> None:
        await lifecycle.idle(patience)
        server[number](number, None)

    def begin(number: int) -> None:
        waiting.add(asyncio.ensure_future(pass_on(number)))

    def on_signal(number: int, frame: FrameType | None) -> None:
        # The supervisor of several workers sends SIGTERM after the terminal has sent SIGINT: not impatience.
        if lifecycle.draining and number == signal.SIGINT:
            server[number](number, frame)
        elif not lifecycle.draining:
            lifecycle.drain()
            loop.call_soon_threadsafe(begin, number)

    for number in server:
        signal.signal(number, on_signal)
    try:
        yield
    finally:
        for number, handler in server.items():
            signal.signal(number, handler)
        for task in waiting:
            task.cancel()


def _uvicorn_handler(number: int) -> Handler | None:
    handler = signal.getsignal(number)
    return handler if callable(handler) and isinstance(getattr(handler, "__self__", None), uvicorn.Server) else None
