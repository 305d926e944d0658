"""The settings of a source are made of what its vendor says that it needs."""

import re
from pathlib import Path
from typing import Any, Literal

import pytest
from pydantic import ValidationError

import app
from app.source_settings import SourceSettings, settings_for, source_settings
from resolvers.model.configuration import Key, SourceConfiguration, TimeZoneName, Token
from resolvers.model.enums import Source

BASE = "http://vendor.example"


class Sixth(SourceConfiguration, frozen=True, kw_only=True):
    required = (("token",), ("room_ids", "zone"))

    token: Token | None = None
    secret: Key | None = None
    room_ids: tuple[str, ...] = ()
    zone: TimeZoneName = ""
    dialect: Literal["old", "new"] = "new"
    depth: int = 3


SETTINGS = settings_for("SIXTH", Sixth)


def test_what_every_source_has_comes_first_and_then_what_the_vendor_declares() -> None:
    common = ["base_url", "timeout_seconds", "max_concurrency"]
    assert list(SETTINGS.model_fields) == [*common, "token", "secret", "room_ids", "zone", "dialect", "depth"]


def test_values_are_read_as_their_kind_says_and_reach_the_vendor_s_own_configuration() -> None:
    given: dict[str, Any] = {"token": " t ", "secret": "k k", "room_ids": "a, b,", "zone": "Asia/Tokyo", "depth": "4"}
    made = SETTINGS(base_url=f"{BASE}/", timeout_seconds=1, **given).configuration()
    assert made == Sixth(
        base_url=BASE,
        timeout_seconds=1,
        token="t",
        secret="k k",
        room_ids=("a", "b"),
        zone="Asia/Tokyo",
        depth=4,
    )


def test_without_a_base_url_there_is_no_configuration() -> None:
    assert SETTINGS().configuration() is None


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("token", "Bearer t", "a token is given bare"),
        ("secret", "k\nk", "a credential is printable ASCII"),
        ("zone", "Mars/Olympus", "not the name of a time zone"),
        ("dialect", "mine", "Input should be 'old' or 'new'"),
        ("depth", "x", "valid integer"),
        ("wings", "2", "Extra inputs are not permitted"),
    ],
)
def test_what_a_kind_does_not_take_is_refused(name: str, value: str, message: str) -> None:
    values: dict[str, Any] = {name: value}
    with pytest.raises(ValidationError, match=message):
        SETTINGS(**values)


def test_what_may_be_null_may_be_given_as_null() -> None:
    values: dict[str, Any] = {"token": None}
    assert SETTINGS(**values) == SETTINGS()


def test_secrets_do_not_show() -> None:
    values: dict[str, Any] = {"token": "s3cret", "secret": "s3cret"}
    assert "s3cret" not in repr(SETTINGS(**values))


def test_one_setting_of_each_required_group_is_enough() -> None:
    values: dict[str, Any] = {"room_ids": "a"}
    assert SETTINGS(**values).missing() == [("token",)]
    assert SETTINGS().missing() == [("token",), ("room_ids", "zone")]


def test_the_defaults_that_every_source_has_are_those_of_the_resolvers() -> None:
    assert SourceSettings(base_url=BASE).configuration() == SourceConfiguration(base_url=BASE)


@pytest.mark.parametrize("source", Source)
def test_the_settings_of_a_source_are_those_of_its_folder(source: Source) -> None:
    settings = source_settings(source)
    assert settings.configuration_class.__module__ == f"resolvers.vendors.{source.name.lower()}.configuration"
    assert list(settings.model_fields) == list(settings.configuration_class.__struct_fields__)
    assert settings(base_url=BASE).configuration() == settings.configuration_class(base_url=BASE)


def test_the_process_names_no_vendor() -> None:
    """But for the description of the command line, and the sandbox: there each vendor has a module."""
    named = re.compile("|".join(source.name for source in Source), re.IGNORECASE)
    folder = Path(app.__file__).parent
    others = [path for path in folder.rglob("*.py") if "sandbox" not in path.relative_to(folder).parts]
    found = [path.name for path in others if named.search(path.read_text(encoding="utf-8"))]
    assert found == ["cli.py"]
