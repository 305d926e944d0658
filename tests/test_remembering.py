"""Nothing that remembers is keyed by what callers give, as long as they like."""

import ast
import gc
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

import resolvers
from resolvers.model import timestamps
from resolvers.transport.address import url_of

CODE = Path(resolvers.__path__[0]).parent
REMEMBERING = frozenset({"cache", "lru_cache", "LRUCache", "TTLCache", "Cache"})
REMEMBERED = {
    "resolvers/model/configuration.py: cache",
    "resolvers/model/timestamps.py: lru_cache",
    "resolvers/sources/cache.py: TTLCache",
    "resolvers/sources/full_scan.py: LRUCache",
    "resolvers/transport/attempt.py: cache",
}
"""By the type of a settings' section, by a short time, by a short request, by a digest of a query, by nothing."""


def remembering(path: Path) -> set[str]:
    """What a module remembers things with."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        found = node.func if isinstance(node, ast.Call) else None
        decorators = node.decorator_list if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) else []
        for each in (found, *decorators):
            name = each.attr if isinstance(each, ast.Attribute) else each.id if isinstance(each, ast.Name) else ""
            if name in REMEMBERING:
                names.add(f"{path.relative_to(CODE)}: {name}")
    return names


def test_everything_that_remembers_what_it_was_asked_is_known_here() -> None:
    found = {
        name
        for room in ("app", "schema", "resolvers")
        for path in (CODE / room).rglob("*.py")
        for name in remembering(path)
    }
    assert found == REMEMBERED


def url(text: str) -> None:
    with pytest.raises(ValueError, match="more than"):
        url_of("http://vendor.example", "/a", (("a", text), (text, "b")))


@pytest.mark.parametrize("use", [url, timestamps.read], ids=["an address", "a time"])
def test_nothing_is_left_of_long_texts(use: Callable[[str], object]) -> None:
    """Of fifty, half a mebibyte each."""
    texts = (f"{number:06d} é" * 64 * 1024 for number in range(50))
    use(next(texts))
    gc.collect()
    tracemalloc.start()
    try:
        for text in texts:
            use(text)
        del text
        gc.collect()
        assert tracemalloc.get_traced_memory()[0] < 1024 * 1024
    finally:
        tracemalloc.stop()
