"""What is checked before a commit is what `make check` checks."""

import re
import shlex

from tests.docs.markdown import ROOT


def checks_of_make() -> list[str]:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    (recipe,) = re.findall(r"^check:.*\n((?:\t.+\n)+)", makefile, re.MULTILINE)
    return [line.replace("$(BIN)", ".venv/bin").strip() for line in recipe.splitlines()]


def checks_of_the_hooks() -> list[str]:
    """The command of each hook; one with a pipe is handed to a shell."""
    configuration = (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    commands = [shlex.split(entry) for entry in re.findall(r"^ *entry: (.+)$", configuration, re.MULTILINE)]
    return [words[2] if words[:2] == ["bash", "-c"] else shlex.join(words) for words in commands]


def test_the_hooks_run_what_make_check_runs() -> None:
    assert checks_of_the_hooks() == checks_of_make()
