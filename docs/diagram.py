"""Draws docs/images/architecture.svg: who asks, the three floors, and the five vendors.

usage: python docs/diagram.py [--check]
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final, TypeVar
from xml.sax.saxutils import escape

T = TypeVar("T")

PICTURE: Final = Path(__file__).parent / "images" / "architecture.svg"

WIDTH: Final = 880
HEIGHT: Final = 500
LEFT: Final = 40
INNER: Final = WIDTH - 2 * LEFT

INK: Final = "#1f2937"
FAINT: Final = "#64748b"
LINE: Final = "#94a3b8"
FLOORS: Final = (
    ("app/", "the process: settings, command line, HTTP, the page for browsers, the sandbox", "#e0f2fe", 92, 56),
    ("schema/", "the contract: types, inputs, connections, federation, errors", "#dcfce7", 164, 56),
    ("resolvers/", "the knowledge: what a vendor can do, how to ask it, how answers are merged", "#fef3c7", 236, 156),
)
"""Name, meaning, colour, top and height of each floor."""
ROOMS: Final = (
    (("queries", "mutations"), "one for each field"),
    (("connections",), "making a page"),
    (("timeline",), "order, merge, cursors"),
    (("vendors",), "one folder each"),
    (("transport",), "HTTP, limits, circuit"),
)
CALLERS: Final = ("browser", "frontend", "gateway")
VENDORS: Final = (
    ("LIPS", "calls, chats, forms"),
    ("Polis", "canvasses"),
    ("Procurios", "contact moments"),
    ("SaleMove", "engagements"),
    ("Caliq", "written only"),
)


def drawing() -> str:
    """The whole picture. It has a ground of its own, so that it reads on a dark page as well."""
    size = f'viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
    font = f'font-family="system-ui, sans-serif" font-size="14" fill="{INK}"'
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} {font} role="img">',
            "<title>Callers ask app, schema and resolvers, one below the other; resolvers asks five vendors</title>",
            _box(1, 1, WIDTH - 2, HEIGHT - 2, "#ffffff", LINE),
            *_row(CALLERS, 20, 36),
            *_arrow(56, 88, "GraphQL"),
            *_floors(),
            *_rooms(),
            *_arrow(396, 432, "HTTP"),
            *_vendors(),
            "</svg>\n",
        )
    )


def _floors() -> Iterator[str]:
    for name, meaning, colour, top, height in FLOORS:
        yield _box(LEFT, top, INNER, height, colour, LINE)
        yield _text(LEFT + 18, top + 33, name, weight="bold", anchor="start")
        yield _text(LEFT + 122, top + 33, meaning, anchor="start")


def _rooms() -> Iterator[str]:
    for left, width, (names, meaning) in _cells(ROOMS, LEFT + 18, INNER - 36):
        yield _box(left, 292, width, 82, "#ffffff", LINE)
        for index, name in enumerate(names):
            yield _text(left + width / 2, 318 + 20 * index + (0 if len(names) > 1 else 10), name, weight="bold")
        yield _text(left + width / 2, 362, meaning, size=12, colour=FAINT)


def _vendors() -> Iterator[str]:
    for left, width, (name, meaning) in _cells(VENDORS, LEFT, INNER):
        yield _box(left, 436, width, 48, "#f1f5f9", LINE)
        yield _text(left + width / 2, 456, name, weight="bold")
        yield _text(left + width / 2, 474, meaning, size=12, colour=FAINT)


def _row(names: tuple[str, ...], top: int, height: int) -> Iterator[str]:
    for left, width, name in _cells(names, LEFT, INNER):
        yield _box(left, top, width, height, "#f1f5f9", LINE)
        yield _text(left + width / 2, top + 23, name)


def _cells(things: tuple[T, ...], left: int, width: int) -> Iterator[tuple[float, float, T]]:
    """Each thing with the left edge and the width of its place beside the others."""
    gap = 12
    each = (width - gap * (len(things) - 1)) / len(things)
    for index, thing in enumerate(things):
        yield left + index * (each + gap), each, thing


def _arrow(top: int, bottom: int, label: str) -> Iterator[str]:
    middle = WIDTH / 2
    yield f'<path d="M{middle:g} {top + 4} V{bottom - 6}" stroke="{FAINT}" stroke-width="2"/>'
    yield f'<path d="M{middle - 5:g} {bottom - 9} h10 l-5 7 z" fill="{FAINT}"/>'
    yield _text(middle + 12, (top + bottom) / 2 + 4, label, size=12, colour=FAINT, anchor="start")


def _box(left: float, top: float, width: float, height: float, fill: str, stroke: str) -> str:
    return (
        f'<rect x="{left:g}" y="{top:g}" width="{width:g}" height="{height:g}" rx="8" fill="{fill}" stroke="{stroke}"/>'
    )


def _text(
    left: float, base: float, text: str, *, size: int = 14, weight: str = "", colour: str = "", anchor: str = "middle"
) -> str:
    more = "".join(
        f' {name}="{value}"'
        for name, value in (("font-size", "" if size == 14 else size), ("font-weight", weight), ("fill", colour))
        if value
    )
    return f'<text x="{left:g}" y="{base:g}" text-anchor="{anchor}"{more}>{escape(text)}</text>'


def main() -> int:
    """Draw it, or say that it is out of date."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 where the picture is out of date")
    given = parser.parse_args()
    new = drawing()
    if given.check:
        return int(not PICTURE.is_file() or PICTURE.read_text(encoding="utf-8") != new)
    PICTURE.parent.mkdir(exist_ok=True)
    PICTURE.write_text(new, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
