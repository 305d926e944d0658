"""touchpoint sandbox"""

import argparse
import asyncio
import os
import signal
import sys
import threading

from app.commands.errors import CommandError, UsageError
from app.commands.sandbox_options import sandbox_options
from app.sandbox.faults import FaultControl
from app.sandbox.options import SandboxOptions
from app.sandbox.server import Sandbox, loop_factory, serve


def run(arguments: argparse.Namespace) -> int:
    """Serve until interrupted or terminated."""
    attached: bool = arguments.until_stdin_closes

    def ready(sandbox: Sandbox) -> None:
        sys.stdout.writelines(f"{name}={value}\n" for name, value in sandbox.environment().items())
        sys.stdout.flush()
        if attached:
            # Python keeps this descriptor open when sys.stdout is closed.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

    if attached:
        threading.Thread(target=_end_with_stdin, name="stdin", daemon=True).start()
    serving = serve(_options(arguments), host=arguments.host, port_base=arguments.port_base, ready=ready)
    try:
        with asyncio.Runner(loop_factory=loop_factory()) as runner:
            runner.run(serving)
    except OSError as error:
        raise CommandError(error.strerror or str(error)) from None
    return 0


def _options(arguments: argparse.Namespace) -> SandboxOptions:
    options = sandbox_options(arguments)
    try:
        FaultControl(options, "any")
    except ValueError as error:
        raise UsageError(f"the faults cannot be: {error}") from None
    return options


def _end_with_stdin() -> None:
    while sys.stdin.buffer.read(4096):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
