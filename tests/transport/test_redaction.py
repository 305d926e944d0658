"""No secret stands in a message, however a vendor spells it."""

import json
from urllib.parse import quote, quote_plus
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolvers.transport.redaction import MASK, redact

secrets = st.text(st.characters(codec="utf-8", exclude_characters=MASK), min_size=1, max_size=12)

SECRET = "s3/c&r <é>\"'+t\\"


@pytest.mark.parametrize(
    "spelled",
    [
        SECRET,
        quote(SECRET),
        quote(SECRET, safe=""),
        quote_plus(SECRET),
        quote(SECRET, safe="")
        .replace("%2F", "%2f")
        .replace("%3C", "%3c")
        .replace("%3E", "%3e")
        .replace("%C3%A9", "%c3%a9")
        .replace("%2B", "%2b")
        .replace("%5C", "%5c"),
        escape(SECRET),
        escape(SECRET, {'"': "&quot;", "'": "&#39;"}),
        json.dumps(SECRET, ensure_ascii=False)[1:-1],
        json.dumps(escape(SECRET), ensure_ascii=False)[1:-1],
        json.dumps(SECRET, ensure_ascii=False)[1:-1].replace("/", "\\/"),
        json.dumps(SECRET, ensure_ascii=False)[1:-1]
        .replace("&", "\\u0026")
        .replace("<", "\\u003c")
        .replace(">", "\\u003e"),
    ],
)
def test_a_secret_is_masked_in_every_spelling(spelled: str) -> None:
    assert redact(f"the key {spelled} is odd", [SECRET]) == f"the key {MASK} is odd"


@given(st.text(max_size=20), secrets, st.text(max_size=20))
def test_no_secret_is_left_in_any_text(before: str, secret: str, after: str) -> None:
    assert secret not in redact(before + secret + after, [secret])


def test_the_longer_of_two_secrets_is_masked_as_a_whole() -> None:
    assert redact("abcdef abc", ["abc", "abcdef"]) == f"{MASK} {MASK}"


def test_an_empty_secret_masks_nothing() -> None:
    assert redact("as it is", ["", "x"]) == "as it is"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("GET /a/b?number=0612 failed", f"GET /a/b?{MASK} failed"),
        ('"http://x/y?a[b]=1&c=2" is odd', f'"http://x/y?{MASK}" is odd'),
        ("<a>/y?a=1</a>", f"<a>/y?{MASK}</a>"),
        ("is it odd? a=b", "is it odd? a=b"),
        ("really?", "really?"),
    ],
)
def test_the_query_of_an_address_is_masked_and_a_question_is_not(text: str, shown: str) -> None:
    assert redact(text, []) == shown
