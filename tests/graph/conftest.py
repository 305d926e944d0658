"""The vendors at rest, shared by the tests that only read."""

from collections.abc import Iterator

import pytest

from tests.graph.worlds import World, world


@pytest.fixture(scope="session")
def still() -> Iterator[World]:
    """Nobody changes what it holds, and nobody makes it fail."""
    with world() as made:
        yield made
