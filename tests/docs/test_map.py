"""The map of the ground floor shows its rooms, and its glossary the words of the code."""

import re

from tests.docs.markdown import ROOT, rows, words

FLOOR = ROOT / "resolvers"
MAP = FLOOR / "README.md"


def test_every_room_has_its_line_and_every_line_its_room() -> None:
    shown = [words(row[0])[0].rstrip("/") for row in rows(MAP, "room")]
    rooms = [path.name for path in FLOOR.iterdir() if path.is_dir() and not path.name.startswith("_")]
    files = [path.name for path in FLOOR.glob("*.py") if path.stat().st_size]
    assert sorted(shown) == sorted(rooms + files)


def test_a_file_that_stands_in_the_line_of_a_room_lives_in_it() -> None:
    for first, meaning in rows(MAP, "room"):
        room = FLOOR / words(first)[0]
        if room.is_dir():
            named = [word for word in words(meaning) if word.endswith(".py") and word != "registry.py"]
            assert [name for name in named if not (room / name).is_file()] == []


def test_every_word_of_the_glossary_has_a_class_of_its_own() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in FLOOR.rglob("*.py"))
    classes = set(re.findall(r"^class (\w+)", code, re.MULTILINE))
    shown = [words(row[1])[0] for row in rows(MAP, "word") if row[1]]
    assert [name for name in shown if name not in classes] == []
    assert len(set(shown)) == len(shown)
