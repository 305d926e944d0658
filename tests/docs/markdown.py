"""The documentation as data: its files, the fenced blocks in them, and the rows of its tables."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import msgspec

ROOT: Final = Path(__file__).parents[2]
PAGES: Final = (
    *(ROOT / name for name in ("README.md", "CHANGELOG.md", "CONTRIBUTING.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
)
"""Those whose examples are run."""
EVERY_PAGE: Final = (
    *PAGES,
    *(ROOT / folder / "README.md" for folder in ("benchmarks", "playground", "resolvers")),
    *sorted((ROOT / "resolvers" / "vendors").glob("*/README.md")),
    ROOT / "tests" / "vendors" / "samples" / "README.md",
)

_FENCE: Final = re.compile(r"^```(?P<language>\w*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


class Block(msgspec.Struct, frozen=True):
    """A fenced block; `line` is that of its fence, `answer` the block of output right behind it."""

    page: Path
    line: int
    language: str
    text: str
    answer: "Block | None" = None

    @property
    def place(self) -> str:
        """Where it stands, for messages."""
        return f"{name(self.page)}:{self.line}"


_OUTPUT: Final = {"graphql": "json", "bash": "json", "python": "text"}
"""What a block that is run may be answered with."""


def blocks(page: Path) -> Sequence[Block]:
    """The fenced blocks of a page; what answers a block is a part of it, and no block of its own."""
    found = list(_fences(page))
    answered: list[Block] = []
    for block in found:
        last = answered[-1] if answered else None
        if last and last.answer is None and _OUTPUT.get(last.language) == block.language:
            answered[-1] = msgspec.structs.replace(last, answer=block)
        else:
            answered.append(block)
    return answered


def _fences(page: Path) -> Iterator[Block]:
    text = page.read_text(encoding="utf-8")
    for match in _FENCE.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        yield Block(page, line, match["language"], match["text"])


def name(page: Path) -> str:
    """A page by its path in the checkout."""
    return str(page.relative_to(ROOT))


def prose(page: Path) -> str:
    """A page without its fenced blocks."""
    return _FENCE.sub("", page.read_text(encoding="utf-8"))


def rows(page: Path, first: str) -> list[list[str]]:
    """The rows of the table whose first column is headed `first`, cells trimmed."""
    lines = iter(prose(page).splitlines())
    for line in lines:
        if _cells(line)[:1] == [first]:
            next(lines)
            break
    found: list[list[str]] = []
    for line in lines:
        if not line.startswith("|"):
            break
        found.append(_cells(line))
    assert found, f"{page.name} has no table headed {first}"
    return found


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")] if line.startswith("|") else []


def words(cell: str) -> list[str]:
    """What stands in backticks."""
    return re.findall(r"`([^`]*)`", cell)


def commands(block: Block) -> list[str]:
    """The commands of a bash block: comments dropped, continued lines joined."""
    lines = [re.sub(r"(^|\s)# .*", "", line).strip() for line in block.text.replace("\\\n", " ").splitlines()]
    return [line for line in lines if line]
