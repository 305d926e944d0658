"""The sandbox: every simulated vendor on a port of its own, in a background thread or in the caller's loop."""

import asyncio
import contextlib
import signal
import socket
import sys
import threading
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Final, Self, TypeVar

from app.sandbox import discovery
from app.sandbox.control import vendor_app
from app.sandbox.faults import FaultControl
from app.sandbox.listeners import Listener, bind
from app.sandbox.options import SandboxOptions
from app.sandbox.requestlog import LoggedRequest, RequestLog
from app.sandbox.vendor import Vendor
from app.sandbox.vendors.caliq import Caliq
from app.sandbox.vendors.lips import Lips
from app.sandbox.vendors.polis import Polis
from app.sandbox.vendors.procurios import Procurios
from app.sandbox.vendors.salemove import SaleMove

V = TypeVar("V", bound=Vendor)


class Sandbox:
    """The simulated vendors and what a test may do to them.

    As a context manager it serves from a background thread; `serve` runs it in the caller's loop. Ports are
    bound on entry: OSError names one that is taken. `port_base` 0 takes free ports, another those from there
    on, in the order of `discovery.vendor_classes`.
    """

    def __init__(self, options: SandboxOptions | None = None, *, host: str = "127.0.0.1", port_base: int = 0) -> None:
        self.options: Final = options or SandboxOptions()
        self._host = host
        self._port_base = port_base
        self._log = RequestLog()
        kinds = discovery.vendor_classes()
        self.faults: Final = {kind.source: FaultControl(self.options, kind.source) for kind in kinds}
        self._vendors: Final = [kind(self.options, self.faults[kind.source]) for kind in kinds]
        # Short names for what the tests of these ask for most; of another vendor `vendor` gives the same.
        self.lips: Final = self.vendor(Lips).store
        self.polis: Final = self.vendor(Polis).store
        self.procurios: Final = self.vendor(Procurios).store
        self.salemove: Final = self.vendor(SaleMove).store
        self.caliq: Final = self.vendor(Caliq).store
        self.urls: dict[str, str] = {}
        """Each source's origin, once the sandbox listens."""
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None

    @property
    def requests(self) -> list[LoggedRequest]:
        """Every request that the vendors received, in order of arrival."""
        return self._log.entries()

    def clear_requests(self) -> None:
        self._log.clear()

    def reset(self) -> None:
        """Seeded data, no faults, an empty log."""
        for vendor in self._vendors:
            vendor.reset()
        self._log.clear()

    def vendor(self, kind: type[V]) -> V:
        """The simulated vendor of that class; LookupError where there is none."""
        for vendor in self._vendors:
            if isinstance(vendor, kind):
                return vendor
        raise LookupError(f"no {kind.__name__} is simulated")

    def environment(self) -> dict[str, str]:
        """The TOUCHPOINT_ variables that point a facade at this sandbox."""
        variables = {f"{source}__BASE_URL": url for source, url in self.urls.items()}
        for vendor in self._vendors:
            variables |= {f"{vendor.source}__{name}": value for name, value in vendor.settings().items()}
        return {f"TOUCHPOINT_{name}": value for name, value in sorted(variables.items())}

    def __enter__(self) -> Self:
        sockets = self._bind()
        started = threading.Event()
        self._thread = threading.Thread(
            target=self._run_thread, args=(sockets, started.set), name="sandbox", daemon=True
        )
        self._thread.start()
        started.wait()
        if self._loop is None:
            raise RuntimeError("the sandbox could not start")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._thread is None or self._loop is None or self._stop is None:
            return
        # The loop is closed already where the thread failed.
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()
        self._thread = None

    async def serve(self, ready: Callable[["Sandbox"], None] | None = None) -> None:
        """Serve in this loop until cancelled; `ready` is called once all vendors accept connections."""
        await self._run(self._bind(), lambda: ready(self) if ready else None)

    def _bind(self) -> Sequence[socket.socket]:
        sockets = bind(self._host, self._port_base, len(self._vendors))
        host = f"[{self._host}]" if ":" in self._host else self._host
        self.urls = {
            vendor.source: f"http://{host}:{sock.getsockname()[1]}"
            for vendor, sock in zip(self._vendors, sockets, strict=True)
        }
        return sockets

    def _run_thread(self, sockets: Sequence[socket.socket], started: Callable[[], object]) -> None:
        try:
            with asyncio.Runner(loop_factory=loop_factory()) as runner:
                runner.run(self._run(sockets, started))
        finally:
            self._loop = None
            started()

    async def _run(self, sockets: Sequence[socket.socket], started: Callable[[], object]) -> None:
        listeners = [
            Listener(vendor_app(vendor, self._log), sock) for vendor, sock in zip(self._vendors, sockets, strict=True)
        ]
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        try:
            for listener in listeners:
                await listener.start()
            started()
            await self._stop.wait()
        finally:
            for listener in listeners:
                await listener.stop()


async def serve(
    options: SandboxOptions | None = None,
    *,
    host: str = "127.0.0.1",
    port_base: int = 9000,
    ready: Callable[[Sandbox], None] | None = None,
) -> None:
    """Serve in the foreground until cancelled, interrupted or terminated. OSError names a taken port."""
    serving = asyncio.ensure_future(Sandbox(options, host=host, port_base=port_base).serve(ready))
    loop = asyncio.get_running_loop()
    handled = []
    for number in (signal.SIGINT, signal.SIGTERM):
        # Neither Windows nor a thread other than the main one can take signals; cancelling works everywhere.
        with contextlib.suppress(NotImplementedError, ValueError, RuntimeError):
            loop.add_signal_handler(number, serving.cancel)
            handled.append(number)
    try:
        await asyncio.wait([serving])
        if not serving.cancelled():
            serving.result()
    finally:
        serving.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await serving
        for number in handled:
            loop.remove_signal_handler(number)


def loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """uvloop's where it is installed; None leaves asyncio its own."""
    if sys.platform == "win32":
        return None
    try:
        import uvloop  # noqa: PLC0415 not there on every platform
    except ImportError:
        return None
    return uvloop.new_event_loop
