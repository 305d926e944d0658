"""How much a caller may give in one argument. No vendor's field and no page of ours needs more."""

from collections.abc import Sized
from typing import Final

MOST_ITEMS: Final = 1_000
"""Of a list."""
MOST_CHARACTERS: Final = 8 * 1024
"""Of an id, a number, a name, and whatever else is looked up or compared."""
MOST_TEXT: Final = 256 * 1024
"""Characters of a text that somebody wrote, such as an e-mail with its markup; and of a cursor."""


def text_excess(text: Sized, most: int = MOST_CHARACTERS) -> str | None:
    """What a text may have, where it has more; else null."""
    return f"at most {most} characters" if len(text) > most else None


def list_excess(items: Sized) -> str | None:
    """What a list may have, where it has more; else null."""
    return f"at most {MOST_ITEMS} items" if len(items) > MOST_ITEMS else None
