"""Keeps credentials and query strings out of messages."""

import json
import re
from collections.abc import Iterable
from urllib.parse import quote, quote_plus
from xml.sax.saxutils import escape

MASK = "***"
# A query behind a path: vendors quote the URL that they refuse, and queries hold telephone numbers.
_QUERY = re.compile(r"(?<=[\w/])\?[\w%.\[\]+-]+=[^\s\"'<>]*")


def redact(text: str, secrets: Iterable[str]) -> str:
    """The text with every secret masked, however it is escaped, and without URL queries."""
    spellings: set[str] = set()
    for secret in secrets:
        encoded = {quote(secret, safe=""), quote(secret), quote_plus(secret)}
        spellings |= {secret} | encoded | {_lower_escapes(spelling) for spelling in encoded} | _escaped(secret)
    spellings.discard("")
    # The longest first: a secret may contain another.
    for spelling in sorted(spellings, key=len, reverse=True):
        text = text.replace(spelling, MASK)
    return _QUERY.sub(f"?{MASK}", text)


def _escaped(secret: str) -> set[str]:
    """As it stands in JSON and XML, and in XML within JSON: vendors quote the body that they refuse."""
    plain = {secret, escape(secret), escape(secret, {'"': "&quot;", "'": "&#39;"})}
    quoted = {json.dumps(spelling, ensure_ascii=False)[1:-1] for spelling in plain}
    # Some write markup in JSON as numbers, and some the slash behind a backslash.
    quoted |= {_numbered(spelling, markup) for spelling in quoted for markup in ("[&<>]", "[&<>']")}
    return plain | quoted | {spelling.replace("/", "\\/") for spelling in quoted}


def _numbered(text: str, characters: str) -> str:
    return re.sub(characters, lambda character: f"\\u{ord(character.group()):04x}", text)


def _lower_escapes(text: str) -> str:
    return re.sub(r"%[0-9A-F]{2}", lambda escape: escape.group().lower(), text)
