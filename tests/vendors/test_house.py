"""Whoever knows one vendor's folder knows them all."""

import importlib
from pathlib import Path
from typing import Any

import msgspec
import pytest

from resolvers import vendors
from resolvers.model.configuration import SourceConfiguration
from resolvers.model.enums import Source
from resolvers.registry import SOURCE_CLASSES
from tests.vendors.documents import SAMPLES
from tests.vendors.fetches import none_asked

FOLDERS = sorted(
    path for path in Path(vendors.__path__[0]).iterdir() if path.is_dir() and not path.name.startswith("__")
)
NAMES = [folder.name for folder in FOLDERS]
READER = {
    *("__init__.py", "README.md", "configuration.py", "records.py", "requests.py", "source.py", "translate.py"),
    *("wire.py", "writes.py"),
}
OWN = {
    "caliq": {"checks.py", "inputs.py", "issues.py"},
    "lips": {"contacts.py", "inputs.py", "lookup.py", "phone_numbers.py", "seen_contacts.py", "seen_elsewhere.py"},
    "polis": {"checks.py", "inputs.py", "patches.py"},
    "salemove": {"transcripts.py"},
    "procurios": {
        *("catalogue.py", "draft.py", "filling.py", "index.py", "json_schema.py", "moments.py", "pace.py"),
        *("retrying.py", "since.py"),
    },
}


def configuration_class(source: Source) -> type[SourceConfiguration]:
    module = importlib.import_module(f"resolvers.vendors.{source.name.lower()}.configuration")
    found: type[SourceConfiguration] = module.Configuration
    return found


def made(source: Source) -> Any:
    """The source as somebody has it who has set nothing but its address."""
    return SOURCE_CLASSES[source](configuration_class(source)(base_url="http://x"), none_asked)


@pytest.mark.parametrize("folder", FOLDERS, ids=NAMES)
def test_every_vendor_has_the_same_files(folder: Path) -> None:
    readable = bool(made(Source[folder.name.upper()]).lists)
    expected = READER if readable else READER - {"translate.py"}
    found = {path.name for path in folder.iterdir() if path.is_file()}
    assert found == expected | OWN.get(folder.name, set())


def test_the_registry_lists_every_folder_and_every_source() -> None:
    assert [source.name.lower() for source in SOURCE_CLASSES] == [source.name.lower() for source in Source]
    assert {source.name.lower() for source in SOURCE_CLASSES} == set(NAMES)
    for source, kind in SOURCE_CLASSES.items():
        assert kind.source is source
        assert kind.__module__ == f"resolvers.vendors.{source.name.lower()}.source"


def test_every_vendor_has_a_folder_of_samples_and_each_of_them_is_named_in_the_list() -> None:
    folders = {path.name for path in SAMPLES.iterdir() if path.is_dir()}
    assert folders == set(NAMES)
    listed = (SAMPLES / "README.md").read_text(encoding="utf-8")
    assert all(f"`{name}/" in listed for name in folders)


@pytest.mark.parametrize("path", sorted(SAMPLES.rglob("*.json")), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_sample_is_json(path: Path) -> None:
    msgspec.json.decode(path.read_bytes())


@pytest.mark.parametrize("source", Source)
def test_what_a_source_says_it_can_do_is_of_one_vocabulary(source: Source) -> None:
    vendor = made(source)
    assert vendor.operations
    assert len(set(vendor.operations)) == len(vendor.operations)
    assert all(name.isidentifier() and name[0].islower() for name in (*vendor.operations, *vendor.pushdown))


@pytest.mark.parametrize("source", Source)
def test_what_a_source_cannot_be_asked_without_are_settings_of_its_own(source: Source) -> None:
    kind = configuration_class(source)
    own = set(kind.__struct_fields__) - set(SourceConfiguration.__struct_fields__)
    assert own
    assert {name for group in kind.required for name in group} <= own
