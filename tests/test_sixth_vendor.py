"""A sixth vendor, added as docs/adding-a-vendor.md says: what it touches is counted, and its records are asked for.

The files that it consists of are below tests/sixth_vendor, as they would lie in the repository.
"""

import filecmp
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.app.serving import PATIENCE, ROOT, Graph, address, command

FILES = ROOT / "tests/sixth_vendor"
FLOORS = ("app", "schema", "resolvers")
REGISTRY = "resolvers/model/enums.py"
LAST_LINE = '    CALIQ = "CALIQ"\n'
LINE = '    DIARY = "DIARY"\n'
VISITS = 230


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the code with the sixth vendor in it."""
    root = tmp_path_factory.mktemp("checkout")
    for floor in FLOORS:
        shutil.copytree(ROOT / floor, root / floor, ignore=shutil.ignore_patterns("__pycache__", "playground"))
    shutil.copytree(FILES, root, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    registry = root / REGISTRY
    text = registry.read_text(encoding="utf-8")
    assert text.count(LAST_LINE) == 1
    registry.write_text(text.replace(LAST_LINE, LAST_LINE + LINE), encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def graph(checkout: Path) -> Iterator[Graph]:
    """It, served over its sandbox."""
    environment = {"PYTHONPATH": str(checkout)}
    with (
        command("serve", "--sandbox", "--port", "0", cwd=checkout, environment=environment) as process,
        httpx.Client(base_url=address(process), timeout=PATIENCE) as http,
    ):
        yield Graph(http)


def _files(root: Path) -> set[str]:
    return {
        str(path.relative_to(root)) for path in root.rglob("*") if path.is_file() and "__pycache__" not in path.parts
    }


def test_it_takes_its_folder_a_module_of_the_sandbox_its_samples_and_one_line(checkout: Path) -> None:
    touched = {
        name
        for name in _files(checkout)
        if not (ROOT / name).is_file() or not filecmp.cmp(checkout / name, ROOT / name, shallow=False)
    }
    assert {name for name in touched if not name.startswith("resolvers/vendors/diary/")} == {
        "app/sandbox/vendors/diary.py",
        "tests/vendors/samples/diary/list.json",
        REGISTRY,
    }
    before, after = ((root / REGISTRY).read_text(encoding="utf-8").splitlines() for root in (ROOT, checkout))
    assert [line for line in after if line not in before] == [LINE.rstrip("\n")]
    assert len(after) == len(before) + 1


def test_all_of_its_records_are_reached_page_by_page_in_order(graph: Graph) -> None:
    keys: list[tuple[str, int]] = []
    after: str | None = None
    while True:
        answer = graph.query(
            "query ($after: String) { interactions(first: 60, after: $after, filter: {sources: [DIARY]})"
            " { nodes { sourceId occurredAt kind contact { source displayName } }"
            " pageInfo { hasNextPage endCursor } sources { source status } } }",
            {"after": after},
        )
        page = answer["data"]["interactions"]
        assert {"source": "DIARY", "status": "OK"} in page["sources"]
        keys += [(node["occurredAt"], int(node["sourceId"])) for node in page["nodes"]]
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = page["pageInfo"]["endCursor"]
    assert len(keys) == VISITS
    assert keys == sorted(keys, reverse=True)


def test_they_stand_in_the_timeline_among_the_others_and_under_their_contacts(graph: Graph) -> None:
    answer = graph.query(
        '{ touchpoints(first: 100, filter: {occurredAt: {to: "2026-05-20T00:00:00Z"}}) { nodes { source occurredAt } }'
        ' contact(by: {sourceKey: {source: DIARY, sourceId: "3"}})'
        " { interactions(first: 100) { nodes { sourceId } } } }"
    )
    nodes = answer["data"]["touchpoints"]["nodes"]
    assert {"DIARY", "LIPS", "POLIS"} <= {node["source"] for node in nodes}
    times = [node["occurredAt"] for node in nodes]
    assert times == sorted(times, reverse=True)
    under_the_contact = [int(node["sourceId"]) for node in answer["data"]["contact"]["interactions"]["nodes"]]
    assert sorted(under_the_contact) == [number for number in range(1, VISITS + 1) if number % 20 == 3]


def test_the_schema_describes_it_in_its_own_words(graph: Graph) -> None:
    answer = graph.query(
        '{ __type(name: "Source") { enumValues { name description } } sources { source configured operations } }'
    )
    described = {"name": "DIARY", "description": "Visits that somebody wrote down."}
    assert answer["data"]["__type"]["enumValues"][-1] == described
    told = {"source": "DIARY", "configured": True, "operations": ["interactions"]}
    assert answer["data"]["sources"][-1] == told


def test_its_settings_are_known_by_its_name(checkout: Path) -> None:
    environment = {"PYTHONPATH": str(checkout), "TOUCHPOINT_DIARY__TOKE": "x"}
    with command("doctor", cwd=checkout, environment=environment) as process:
        output = "".join(process.communicate(timeout=PATIENCE))
    assert "TOUCHPOINT_DIARY__TOKE is not a setting; did you mean TOUCHPOINT_DIARY__TOKEN?" in output
