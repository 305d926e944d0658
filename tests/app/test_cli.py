import argparse
import dataclasses
import signal
import socket
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

from app import logs
from app.cli import main
from app.commands.sandbox_options import add_sandbox_arguments, sandbox_options
from app.sandbox.options import SandboxOptions
from schema.schema import sdl
from tests.app.serving import command


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nor what `serve` does to its process: it would outlive the test."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(logs, "configure", lambda: None)
    monkeypatch.setattr(signal, "signal", lambda *_: None)


def run(*arguments: str) -> int:
    """The exit code, however the command ends."""
    try:
        return main(arguments)
    except SystemExit as end:
        return int(end.code or 0)


def test_schema_prints_the_sdl_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("schema") == 0
    printed = capsys.readouterr()
    assert (printed.out, printed.err) == (sdl(), "")


def test_the_version_is_that_of_the_distribution(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--version") == 0
    assert capsys.readouterr().out == f"touchpoint {metadata.version('touchpoint')}\n"


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("dance",),
        ("serve", "--port", "65536"),
        ("serve", "--port", "http"),
        ("serve", "--workers", "0"),
        ("serve", "--work", "2"),
        ("serve", "now"),
        ("schema", "--json"),
        ("sandbox", "--port-base", "65532"),
        ("sandbox", "--contacts", "-1"),
        ("sandbox", "--contacts", "many"),
        ("sandbox", "--drop-rate", "1.5"),
        ("sandbox", "--stale-etag-status", "410"),
        ("sandbox", "--error-status", "200"),
    ],
)
def test_bad_usage_is_one_line_on_stderr_and_exit_2(
    arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*arguments) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("touchpoint")
    assert printed.err.count("\n") == 1


def test_bad_settings_are_one_line_each_and_exit_2(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOUCHPOINT_LIPS__TOKN", "s3cret")
    monkeypatch.setenv("TOUCHPOINT_SCAN_BUDGET", "0")
    assert run("serve", "--port", "0") == 2
    printed = capsys.readouterr()
    assert printed.err.splitlines() == [
        "touchpoint: error: TOUCHPOINT_LIPS__TOKN is not a setting; did you mean TOUCHPOINT_LIPS__TOKEN?",
        "touchpoint: error: TOUCHPOINT_SCAN_BUDGET: input should be greater than or equal to 1",
    ]


@pytest.mark.parametrize("arguments", [("serve", "--port"), ("sandbox", "--port-base")])
def test_a_port_that_is_taken_is_one_line_and_exit_1(
    arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert run(*arguments, str(port)) == 1
    printed = capsys.readouterr()
    assert f"port {port}" in printed.err
    assert printed.err.count("\n") == 1


def test_help_tells_the_documented_defaults(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("serve", "--help") == 0
    told = capsys.readouterr().out
    for option, default in (("--host", "127.0.0.1"), ("--port", "8000"), ("--workers", "1"), ("--sandbox", "")):
        assert option in told
        assert default in told
    assert run("sandbox", "--help") == 0
    told = capsys.readouterr().out
    assert "9000" in told
    assert "--until-stdin-closes" not in told


def test_every_option_of_the_sandbox_is_one_of_the_command() -> None:
    parser = argparse.ArgumentParser()
    add_sandbox_arguments(parser)
    defaults = parser.parse_args([])
    assert sandbox_options(defaults) == SandboxOptions()
    assert (defaults.host, defaults.port_base) == ("127.0.0.1", 9000)
    other = SandboxOptions(**_others())
    words = [word for name, value in _others().items() for word in _words(name, value)]
    assert sandbox_options(parser.parse_args(words)) == other


def _others() -> dict[str, Any]:
    """A value for every option that is not its default."""
    named: dict[str, Any] = {
        "date_reading": "day",
        "engagement_order": "id",
        "null_times": "first",
        "required_reading": "column",
        "stale_etag_status": 409,
        "error_status": 500,
        "retry_after": 1.5,
        "quirks": True,
    }
    for field in dataclasses.fields(SandboxOptions):
        if field.name.endswith("_rate"):
            named[field.name] = 0.25
        elif field.name not in named:
            named[field.name] = 7
    assert all(getattr(SandboxOptions(), name) != value for name, value in named.items())
    return named


def _words(name: str, value: object) -> list[str]:
    option = f"--{name.replace('_', '-')}"
    return [option] if value is True else [option, str(value)]


def test_sandbox_prints_the_settings_as_soon_as_it_serves_and_ends_on_sigterm(tmp_path: Path) -> None:
    with command("sandbox", "--port-base", "0", "--contacts", "5", cwd=tmp_path) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline().rstrip("\n") for _ in range(14)]
        settings = dict(line.split("=", 1) for line in lines)
        assert sum(name.endswith("__BASE_URL") for name in settings) == 5
        (host, port) = settings["TOUCHPOINT_LIPS__BASE_URL"].removeprefix("http://").split(":")
        socket.create_connection((host, int(port)), timeout=5).close()
        process.terminate()
        assert process.wait(10) == 0
        assert process.stderr is not None
        assert process.stderr.read() == ""
