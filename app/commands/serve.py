"""touchpoint serve"""

import argparse
import importlib
import signal
import socket
import sys
from contextlib import ExitStack
from typing import Final, NoReturn

import uvicorn
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors import Multiprocess

from app import logs
from app.commands.embedded import EmbeddedSandbox
from app.commands.errors import CommandError
from app.settings import Settings

_BACKLOG: Final = 2048
_LAST_CONNECTIONS_SECONDS: Final = 5
"""For connections that are still open after draining."""


def run(arguments: argparse.Namespace) -> int:
    """Serve until interrupted or terminated."""
    logs.configure()
    # uvicorn raises the signal that ended it once more: it is to unwind this function, not to kill the process.
    signal.signal(signal.SIGTERM, _stop)
    Settings.load()
    with ExitStack() as stack:
        # Before the sandbox: nothing is started for a port that is taken.
        listener = stack.enter_context(_listen(arguments.host, arguments.port))
        if arguments.sandbox:
            stack.enter_context(EmbeddedSandbox())
        main = importlib.import_module("app.main")
        main.warn(Settings.load())
        _announce(arguments.host, listener, sandbox=arguments.sandbox)
        return _serve(listener, arguments.workers)


def _serve(listener: socket.socket, workers: int) -> int:
    config = uvicorn.Config(
        "app.main:factory",
        factory=True,
        workers=workers,
        http="httptools",
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=_LAST_CONNECTIONS_SECONDS,
    )
    if workers > 1:
        supervisor = Multiprocess(config, [listener])
        supervisor.run()
        return int(any(process.exitcode == STARTUP_FAILURE for process in supervisor.processes))
    server = uvicorn.Server(config)
    try:
        server.run([listener])
    except SystemExit as end:
        if end.code == STARTUP_FAILURE:
            raise CommandError("the server could not start") from None
        raise
    return int(not server.started)


def _listen(host: str, port: int) -> socket.socket:
    """Listening from now on: whoever reads the address can connect, and waits until it is served."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except OSError as error:
        raise CommandError(f"cannot listen on {host} port {port}: {error.strerror}") from None
    listener.set_inheritable(True)
    return listener


def _announce(host: str, listener: socket.socket, *, sandbox: bool) -> None:
    shown = f"[{host}]" if ":" in host else host
    over = " over an embedded sandbox" if sandbox else ""
    sys.stdout.write(f"Touchpoint serves{over}; GraphiQL: http://{shown}:{listener.getsockname()[1]}/graphql\n")
    if sandbox:
        sources = Settings.load().configuration().sources.items()
        vendors = ", ".join(f"{source.name} {settings.base_url}" for source, settings in sources)
        sys.stdout.write(f"The sandbox: {vendors}\n")
    sys.stdout.flush()


def _stop(_number: int, _frame: object) -> NoReturn:
    sys.exit(0)
