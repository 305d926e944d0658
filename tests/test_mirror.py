"""Whoever looks for the test of a module finds it under the module's own name."""

import ast
from pathlib import Path

import pytest

import resolvers

ROOMS = ("model", "timeline", "connections", "sources", "transport")
HOUSE = Path(resolvers.__path__[0])
TESTS = Path(__file__).parent


def is_declaration(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether it says only what others do: abstract, or a docstring and an ellipsis."""
    abstract = any(isinstance(mark, ast.Name) and mark.id == "abstractmethod" for mark in function.decorator_list)
    return abstract or all(
        isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant) for each in function.body
    )


def has_logic(source: str) -> bool:
    """Whether anything in a module does something: enumerations, plain records and protocols do not."""
    nodes = ast.walk(ast.parse(source))
    return any(isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef) and not is_declaration(each) for each in nodes)


def imported(source: str) -> set[str]:
    """The names of modules that a module may import, and of what it takes from them."""
    found: set[str] = set()
    for each in ast.walk(ast.parse(source)):
        if isinstance(each, ast.ImportFrom) and each.module is not None:
            found |= {each.module, *(f"{each.module}.{alias.name}" for alias in each.names)}
    return found


MODULES = [
    f"{room}.{path.stem}"
    for room in ROOMS
    for path in sorted((HOUSE / room).glob("*.py"))
    if has_logic(path.read_text(encoding="utf-8"))
]


@pytest.mark.parametrize("module", MODULES)
def test_every_module_that_does_something_has_a_test_module_of_its_name(module: str) -> None:
    room, name = module.split(".")
    path = TESTS / room / f"test_{name}.py"
    assert path.is_file(), f"{path.relative_to(TESTS)} is missing"
    assert f"resolvers.{module}" in imported(path.read_text(encoding="utf-8")), "it tests something else"


def test_every_room_is_looked_at() -> None:
    assert {module.split(".")[0] for module in MODULES} == set(ROOMS)


@pytest.mark.parametrize(
    ("source", "logic"),
    [
        ("class Colour(Enum):\n    RED = 1", False),
        ('class Reader(Protocol):\n    def read(self) -> int:\n        """It."""\n        ...', False),
        ("class Source(ABC):\n    @abstractmethod\n    async def probe(self) -> None:\n        return None", False),
        ("class Source(ABC):\n    def find(self) -> None:\n        return None", True),
        ("async def read() -> None:\n    await other()", True),
    ],
)
def test_declarations_need_no_test(source: str, logic: bool) -> None:
    assert has_logic(source) is logic
