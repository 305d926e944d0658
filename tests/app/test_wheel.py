"""The distribution holds what the installed package needs beside its code."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FLOORS = ("app", "schema", "resolvers")
BUILD = "import sys; from setuptools.build_meta import build_wheel; build_wheel(sys.argv[1])"


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The files in a wheel of a copy of this checkout, with a page made up: what an earlier build left has no say."""
    checkout, out = tmp_path_factory.mktemp("checkout"), tmp_path_factory.mktemp("dist")
    for floor in FLOORS:
        shutil.copytree(ROOT / floor, checkout / floor, ignore=shutil.ignore_patterns("__pycache__", "playground"))
    for file in ("pyproject.toml", "README.md"):
        shutil.copy(ROOT / file, checkout)
    assets = checkout / "app" / "http" / "playground" / "assets"
    assets.mkdir(parents=True)
    (assets.parent / "index.html").touch()
    for suffix in ("js", "css", "ttf"):
        (assets / f"main-ABCDEFG2.{suffix}").touch()
        (assets / f"main-ABCDEFG2.{suffix}.gz").touch()
    subprocess.run([sys.executable, "-c", BUILD, str(out)], cwd=checkout, check=True, capture_output=True)  # noqa: S603 our own command
    (wheel,) = out.glob("*.whl")
    with zipfile.ZipFile(wheel) as packed:
        return set(packed.namelist())


@pytest.mark.parametrize("floor", FLOORS)
def test_its_types_are_for_others_to_check_against(names: set[str], floor: str) -> None:
    assert f"{floor}/py.typed" in names


def test_it_holds_the_committed_schema(names: set[str]) -> None:
    assert "schema/schema.graphql" in names


@pytest.mark.parametrize("suffix", ["js", "css", "ttf"])
def test_it_holds_the_page_that_was_built_and_its_packed_assets(names: set[str], suffix: str) -> None:
    asset = f"app/http/playground/assets/main-ABCDEFG2.{suffix}"
    assert {"app/http/playground/index.html", asset, f"{asset}.gz"} <= names


def test_it_holds_every_module_and_nothing_beside_the_floors(names: set[str]) -> None:
    modules = {str(path.relative_to(ROOT)) for floor in FLOORS for path in (ROOT / floor).rglob("*.py")}
    assert {name for name in names if name.endswith(".py")} == modules
