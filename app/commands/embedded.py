"""The sandbox of `serve --sandbox`: a process of its own, so that workers share it and it shares no lock with them."""

import contextlib
import os
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import app
from app.commands.errors import CommandError
from app.settings import PREFIX, names
from resolvers.model.enums import Source

_STOP_SECONDS: Final = 5
_COMMAND: Final = ("-P", "-m", "app.cli", "sandbox", "--port-base", "0", "--until-stdin-closes")
# What a user may want to set for the sandbox too.
_KEPT: Final = ("__TIMEOUT_SECONDS", "__MAX_CONCURRENCY")


class EmbeddedSandbox:
    """Runs while it is entered, and points the environment of this process at itself.

    It ends when its stdin does, that is with this process, however that ends. Raises CommandError where it
    cannot start; the sandbox itself has told why on stderr.
    """

    def __enter__(self) -> Self:
        # Ours first: -m would otherwise look in the working directory, where another `app` may be.
        path = [str(Path(app.__file__).parent.parent), *filter(None, [os.environ.get("PYTHONPATH")])]
        self._process = subprocess.Popen(  # noqa: S603 our own interpreter, fixed arguments
            [sys.executable, *_COMMAND],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(path)},
            # An interrupt from the terminal is for us: the last answers may need the sandbox.
            process_group=0,
        )
        try:
            self._point()
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def _point(self) -> None:
        output = self._process.stdout
        text = output.read().decode() if output else ""
        given = dict(line.split("=", 1) for line in text.splitlines())
        if not given:
            raise CommandError("the sandbox did not start")
        replaced = {name for name in names() if name.startswith(_PREFIXES) and not name.endswith(_KEPT)}
        for name in [name for name in os.environ if name.upper() in replaced]:
            del os.environ[name]
        # Empty is not set, and hides what a .env file says.
        os.environ.update(dict.fromkeys(replaced, "") | given)

    def _stop(self) -> None:
        with contextlib.suppress(OSError):
            if self._process.stdin:
                self._process.stdin.close()
        if self._process.stdout:
            self._process.stdout.close()
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


_PREFIXES: Final = tuple(f"{PREFIX}{source.name}__" for source in Source)
