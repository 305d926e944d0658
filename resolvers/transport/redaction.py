"""Keeps credentials and query strings out of messages."""

import re
from collections.abc import Iterable
from urllib.parse import quote, quote_plus

MASK = "***"
# A query behind a path: vendors quote the URL that they refuse, and queries hold telephone numbers.
_QUERY = re.compile(r"(?<=[\w/])\?[\w%.\[\]+-]+=[^\s\"'<>]*")


def redact(text: str, secrets: Iterable[str]) -> str:
    """The text with every secret masked, percent-encoded spellings too, and without URL queries."""
    spellings: set[str] = set()
    for secret in secrets:
        encoded = {quote(secret, safe=""), quote(secret), quote_plus(secret)}
        spellings |= {secret} | encoded | {_lower_escapes(spelling) for spelling in encoded}
    spellings.discard("")
    # The longest first: a secret may contain another.
    for spelling in sorted(spellings, key=len, reverse=True):
        text = text.replace(spelling, MASK)
    return _QUERY.sub(f"?{MASK}", text)


def _lower_escapes(text: str) -> str:
    return re.sub(r"%[0-9A-F]{2}", lambda escape: escape.group().lower(), text)
