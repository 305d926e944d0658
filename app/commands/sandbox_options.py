"""The options of `touchpoint sandbox`: one for each field of `SandboxOptions`, with its default and its docstring."""

import argparse
import ast
import dataclasses
import inspect
import textwrap
from collections.abc import Callable
from typing import Any, Final, Literal, get_args, get_origin, get_type_hints

from app.sandbox import vendors
from app.sandbox.options import SandboxOptions

HIGHEST_BASE: Final = 65536 - len(vendors.names())


def add_sandbox_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare them all."""
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default %(default)s)")
    parser.add_argument(
        "--port-base",
        type=_within(int, 0, HIGHEST_BASE),
        default=9000,
        metavar="PORT",
        help="the ports from here on, one for each vendor; 0 takes free ones (default %(default)s)",
    )
    # For a parent process: it reads the settings until stdout ends, and has the sandbox end with it.
    parser.add_argument("--until-stdin-closes", action="store_true", help=argparse.SUPPRESS)
    kinds, docs = get_type_hints(SandboxOptions), _field_docs()
    for field in dataclasses.fields(SandboxOptions):
        parser.add_argument(
            f"--{field.name.replace('_', '-')}",
            default=field.default,
            help=f"{docs.get(field.name, '')} (default %(default)s)".strip().replace("  ", " "),
            **_typed(field.name, kinds[field.name]),
        )


def sandbox_options(arguments: argparse.Namespace) -> SandboxOptions:
    """What the command line says."""
    return SandboxOptions(
        **{field.name: getattr(arguments, field.name) for field in dataclasses.fields(SandboxOptions)}
    )


def _typed(name: str, kind: Any) -> dict[str, Any]:
    if kind is bool:
        return {"action": argparse.BooleanOptionalAction}
    if get_origin(kind) is Literal:
        choices = get_args(kind)
        return {"type": type(choices[0]), "choices": choices}
    number = int if kind is int else float
    highest = 1 if name.endswith("_rate") else None
    return {"type": _within(number, 0, highest), "metavar": number.__name__.upper()}


def _within(number: type[int] | type[float], lowest: int, highest: int | None) -> Callable[[str], float]:
    def read(text: str) -> float:
        try:
            value = number(text)
        except ValueError:
            raise argparse.ArgumentTypeError(f"not a number: {text!r}") from None
        if not lowest <= value <= (float("1e9") if highest is None else highest):
            bounds = f"at least {lowest}" if highest is None else f"from {lowest} to {highest}"
            raise argparse.ArgumentTypeError(f"a number {bounds}, not {text}")
        return value

    return read


def _field_docs() -> dict[str, str]:
    """The strings behind the fields, which Python itself drops."""
    body = ast.parse(textwrap.dedent(inspect.getsource(SandboxOptions))).body[0]
    docs: dict[str, str] = {}
    field: str | None = None
    for node in body.body if isinstance(body, ast.ClassDef) else ():
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            field = node.target.id
        elif field and isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            docs[field] = " ".join(str(node.value.value).split()).replace("%", "%%")
            field = None
    return docs
