"""The command line: serve, sandbox, schema, doctor."""

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from importlib import metadata
from typing import Final, NoReturn

from app.commands.errors import CommandError, UsageError
from app.commands.sandbox_options import add_sandbox_arguments
from app.settings import SettingsError

USAGE: Final = 2
FAILURE: Final = 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. The exit code: 0, 1 where something went wrong, 2 for bad usage or bad settings."""
    given = _parser().parse_args(arguments)
    # Only what the command needs: the sandbox has no use for a graph, nor --version for either.
    command = importlib.import_module(f"app.commands.{given.command}")
    try:
        code: int = command.run(given)
    except SettingsError as error:
        return _complain(error.problems, USAGE)
    except UsageError as error:
        return _complain([str(error)], USAGE)
    except CommandError as error:
        return _complain([str(error)], FAILURE)
    except KeyboardInterrupt:
        return 0
    except BrokenPipeError:
        # Whoever reads our output has seen enough; the interpreter must not try to flush the rest.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILURE
    return code


class _Parser(argparse.ArgumentParser):
    """Tells what is wrong with a command line in one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(USAGE, f"{self.prog}: error: {message} (see {self.prog} --help)\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="touchpoint",
        description="One GraphQL schema over LIPS, Polis, Procurios, SaleMove and Caliq.",
        epilog="Everything else is set in the environment or a .env file; touchpoint doctor prints it.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"touchpoint {metadata.version('touchpoint')}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="command", parser_class=_Parser)
    _add_serve(commands.add_parser("serve", help="serve the graph", allow_abbrev=False))
    add_sandbox_arguments(
        commands.add_parser(
            "sandbox", help="serve the five simulated vendors, and print the settings for them", allow_abbrev=False
        )
    )
    commands.add_parser("schema", help="print the SDL, federation directives included", allow_abbrev=False)
    doctor = commands.add_parser("doctor", help="check the settings and each configured source", allow_abbrev=False)
    doctor.add_argument("--json", action="store_true", help="for programs")
    return parser


def _add_serve(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default %(default)s)")
    parser.add_argument("--port", type=_port, default=8000, help="0 takes a free one (default %(default)s)")
    parser.add_argument("--workers", type=_workers, default=1, help="processes (default %(default)s)")
    parser.add_argument("--sandbox", action="store_true", help="over an embedded sandbox of the five vendors")


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"a port is a number from 0 to 65535, not {text!r}")
    return int(text)


def _workers(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"workers are a number of at least 1, not {text!r}")
    return int(text)


def _complain(problems: Sequence[str], code: int) -> int:
    for problem in problems:
        sys.stderr.write(f"touchpoint: error: {problem}\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
