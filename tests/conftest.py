"""What tests of the whole share: five simulated vendors, and the graph over them, both over real HTTP."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

from app.main import create_app
from app.sandbox.options import SandboxOptions
from app.sandbox.server import Sandbox
from app.settings import Settings
from tests.app.serving import Graph, serving

# The same cases in every run; HYPOTHESIS_PROFILE=explore draws new ones, and prints how to draw a failing one again.
settings.register_profile("fixed", derandomize=True, database=None, deadline=None, print_blob=True)
settings.register_profile("explore", deadline=None, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fixed"))

SMALL = SandboxOptions(
    contacts=40,
    canvasses=90,
    contact_moments=80,
    relations=20,
    engagements=70,
    visitors=20,
    customers=20,
)


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    """One for all tests: whoever sets faults or writes, resets it."""
    with Sandbox(SMALL) as running:
        yield running


@pytest.fixture(scope="session")
def graph(sandbox: Sandbox) -> Iterator[Graph]:
    """The graph over the sandbox, in the development profile."""
    with serving(create_app(Settings.load(sandbox.environment(), env_file=None))) as served:
        yield served
