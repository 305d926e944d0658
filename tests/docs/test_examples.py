"""Whoever copies an example out of the documentation gets the answer that stands below it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.sandbox.server import Sandbox
from tests.docs.markdown import PAGES, blocks, name
from tests.docs.reader import Reader, same


@pytest.fixture(scope="module")
def default_sandbox() -> Iterator[Sandbox]:
    """As `make serve` starts it."""
    with Sandbox() as running:
        yield running


@contextmanager
def sandbox_for(page: Path, shared: Sandbox) -> Iterator[Sandbox]:
    """One of its own for a page that writes: what it leaves there is nobody else's."""
    if any(block.text.startswith("mutation") for block in blocks(page)):
        with Sandbox() as own:
            yield own
    else:
        yield shared


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_the_examples_of_a_page_give_what_it_shows(page: Path, default_sandbox: Sandbox, tmp_path: Path) -> None:
    with sandbox_for(page, default_sandbox) as sandbox:
        follow(page, Reader(sandbox, tmp_path))


def follow(page: Path, reader: Reader) -> None:
    """Run one block after the other."""
    for block in blocks(page):
        output = reader.output(block)
        if block.answer is not None:
            assert output is not None, f"{block.place} is shown with an answer, and gives none"
            assert same(block, output), f"{block.place} gives\n{output}"


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_no_query_or_script_stands_without_its_answer(page: Path) -> None:
    lonely = [block.place for block in blocks(page) if block.language in ("graphql", "python") and not block.answer]
    assert lonely == []


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_block_is_of_a_kind_that_is_run_or_held_to_something(page: Path) -> None:
    known = {"graphql", "python", "bash", "ini", "text"}
    assert [block.place for block in blocks(page) if block.language not in known] == []
