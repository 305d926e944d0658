"""What the documentation points at is there, and it points at nothing that a reader cannot have."""

import re
from pathlib import Path

import pytest

from tests.docs.markdown import EVERY_PAGE, ROOT, name, prose, words

FOLDERS = ("app", "schema", "resolvers", "tests", "docs", "benchmarks", "playground")

_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


def anchors(page: Path) -> set[str]:
    """As forges make them of headings."""
    headings = re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


BUILT = {"app/http/playground/"}


@pytest.mark.parametrize("page", EVERY_PAGE, ids=name)
def test_links_lead_somewhere(page: Path) -> None:
    for link in _LINK.findall(prose(page)):
        if link.startswith("https://"):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.is_file(), f"{page.name}: {link}"
        if anchor:
            assert anchor in anchors(target), f"{page.name}: {link}"


@pytest.mark.parametrize("page", EVERY_PAGE, ids=name)
def test_files_that_are_named_exist(page: Path) -> None:
    """A path with a slash starts at the root, the ground floor or the page; a bare name is one of any file.

    What is built is not always there.
    """
    files = {path.name for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")}
    for word in words(prose(page)):
        if word in BUILT:
            continue
        if re.fullmatch(rf"({'|'.join(FOLDERS)})/[\w./-]*|[\w./-]+/\w+\.(py|md|json)", word):
            assert any((base / word).exists() for base in (ROOT, ROOT / "resolvers", page.parent)), word
        elif re.fullmatch(r"\w+\.py", word):
            assert word in files, word


@pytest.mark.parametrize("page", EVERY_PAGE, ids=name)
def test_no_page_names_a_path_of_some_machine_or_a_host_that_is_not_an_example(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert not re.search(r"(?<![\w.])/(home|root|work|tmp|Users)/|\.\./shared", text)
    hosts = set(re.findall(r"https?://([\w.-]+)", text))
    allowed = {"127.0.0.1", "keepachangelog.com", "semver.org", "pre-commit.com"}
    assert {host for host in hosts if not host.endswith(".example.org")} <= allowed


def test_every_page_of_the_documentation_is_reachable_from_the_readme() -> None:
    seen: set[Path] = set()
    left = [ROOT / "README.md"]
    while left:
        page = left.pop()
        seen.add(page)
        links = [link.partition("#")[0] for link in _LINK.findall(prose(page)) if not link.startswith("http")]
        targets = [(page.parent / link).resolve() for link in links if link.endswith(".md")]
        left += [target for target in targets if target in EVERY_PAGE and target not in seen]
    assert set(EVERY_PAGE) <= seen
