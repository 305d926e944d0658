"""The commands in the documentation exist, and are spelled as they have to be."""

import argparse
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app import cli
from app.settings import Settings, names
from tests.docs.markdown import EVERY_PAGE, ROOT, Block, blocks, commands, name, prose, rows, words

CONFIGURATION = ROOT / "docs" / "configuration.md"
SANDBOX = ROOT / "docs" / "sandbox.md"


def shown(*languages: str) -> Iterator[Block]:
    return (block for page in EVERY_PAGE for block in blocks(page) if block.language in languages)


def spoken() -> Iterator[tuple[str, list[str]]]:
    """Every command of the documentation, in blocks and in running text, without variables and redirections."""
    for block in shown("bash"):
        for line in commands(block):
            yield block.place, shlex.split(line.split(" > ", maxsplit=1)[0])
    for page in EVERY_PAGE:
        for text in words(prose(page)):
            if re.match(r"(make|touchpoint|python|\.venv/bin/\w+) [\w./-]", text):
                yield page.name, shlex.split(text)
        for line in re.findall(r"^    (\S.*)$", prose(page), re.MULTILINE):
            yield page.name, shlex.split(line)


def without_variables(line: list[str]) -> list[str]:
    return line[next(i for i, word in enumerate(line) if "=" not in word) :]


def options_of(command: str) -> dict[str, Any]:
    """The options of a command with their defaults, but for what is hidden."""
    given = vars(cli._parser().parse_args([command]))
    return {
        f"--{name.replace('_', '-')}": value
        for name, value in given.items()
        if name not in ("command", "until_stdin_closes")
    }


def documented_options(page: Path, heading: str) -> dict[str, str]:
    section = prose(page).split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0].split("\n### ", 1)[0]
    found = re.findall(r"^\| `(--[\w-]+)` \|([^|]*)\|", section, re.MULTILINE)
    return {name: default.strip() for name, default in found}


def as_shown(value: Any) -> str:
    match value:
        case False:
            return "off"
        case None:
            return ""
        case float():
            return f"`{value:g}`"
    return f"`{value}`"


def test_make_targets_exist() -> None:
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z][\w-]*):", makefile, re.MULTILINE))
    for place, line in spoken():
        if line[0] == "make":
            assert {word for word in line[1:] if "=" not in word} <= targets, place


def test_touchpoint_commands_parse() -> None:
    parser: argparse.ArgumentParser = cli._parser()
    parsed = 0
    for place, line in spoken():
        command = without_variables(line)
        if Path(command[0]).name == "touchpoint":
            try:
                parser.parse_args(command[1:])
            except SystemExit:
                pytest.fail(f"{place}: {shlex.join(command)}")
            parsed += 1
    assert parsed > 5


def test_variables_before_a_command_are_settings() -> None:
    for place, line in spoken():
        given = [word.split("=", 1)[0] for word in line if word.startswith("TOUCHPOINT_")]
        assert set(given) <= set(names()), place


def test_scripts_that_are_named_exist() -> None:
    for place, line in spoken():
        for word in without_variables(line):
            if word.endswith(".py"):
                assert (ROOT / word).is_file(), f"{place}: {word}"


@pytest.mark.parametrize(
    ("page", "command", "heading"),
    [
        (CONFIGURATION, "serve", "touchpoint serve"),
        (CONFIGURATION, "doctor", "touchpoint doctor"),
        (SANDBOX, "sandbox", "Options"),
    ],
)
def test_the_options_are_those_of_the_command(page: Path, command: str, heading: str) -> None:
    expected = {name: as_shown(default) for name, default in options_of(command).items()}
    assert documented_options(page, heading) == expected


def test_the_variables_are_those_of_the_settings() -> None:
    documented = {words(row[0])[0]: "".join(words(row[1])) for row in rows(CONFIGURATION, "variable")}
    assert documented == {name: value for name, value, _ in Settings().effective()}


def test_the_example_of_every_variable_is_accepted_and_is_not_the_default() -> None:
    for row in rows(CONFIGURATION, "variable"):
        (name,), (example,) = words(row[0]), words(row[2])
        found = {setting: default for setting, _, default in Settings.load({name: example}, None).effective()}
        assert not found[name], name


@pytest.mark.parametrize("block", list(shown("ini")), ids=lambda block: block.place)
def test_env_files_that_are_shown_are_accepted(block: Block, tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text(block.text)
    Settings.load({}, file)


@pytest.mark.parametrize("page", EVERY_PAGE, ids=name)
def test_every_variable_that_is_named_is_a_setting(page: Path) -> None:
    named = set(re.findall(r"TOUCHPOINT_[A-Z_]+[A-Z](?!\w|<)", page.read_text(encoding="utf-8")))
    assert named <= set(names())
