"""The documents' own examples, as files under `samples/`."""

import logging
from pathlib import Path
from typing import Any, Final, TypeVar

import msgspec
import pytest

SAMPLES: Final = Path(__file__).parent / "samples"

T = TypeVar("T")


def sample(name: str) -> bytes:
    """The bytes of an example, such as `lips/list.json`."""
    return (SAMPLES / name).read_bytes()


def parsed(name: str) -> Any:
    """A JSON example as plain values."""
    return msgspec.json.decode(sample(name))


def read_as(kind: type[T], name: str) -> T:
    """A JSON example as a vendor's wire type."""
    return msgspec.json.decode(sample(name), type=kind, strict=False)


def warnings_of(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What was logged as a warning."""
    return [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]
