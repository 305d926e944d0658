"""Vendors that may be written to: each test finds them as they were at the start."""

from collections.abc import Iterator

import pytest

from tests.graph.worlds import World, world


@pytest.fixture(scope="package")
def writable() -> Iterator[World]:
    """Few records; who does not answer in half a second does not answer."""
    timeouts = {f"TOUCHPOINT_{source}__TIMEOUT_SECONDS": "0.5" for source in ("LIPS", "POLIS", "SALEMOVE")}
    with world(timeouts, contacts=20, canvasses=30, contact_moments=10, engagements=20) as made:
        yield made


@pytest.fixture
def made(writable: World) -> World:
    """As seeded, without faults."""
    writable.sandbox.reset()
    return writable
