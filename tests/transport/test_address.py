"""URLs, as the vendors' documents spell them."""

from urllib.parse import parse_qsl, urlsplit

import pytest
from httpx import URL
from hypothesis import given
from hypothesis import strategies as st

from resolvers.transport import address
from resolvers.transport.address import MOST_URL_BYTES, encode_query, origin_of, url_of


def test_names_are_encoded_as_the_polis_document_does() -> None:
    query = (("filter[/data/attributes/date]", "2020-01-01 10:00+01:00"),)
    assert encode_query(query) == "filter%5B%2Fdata%2Fattributes%2Fdate%5D=2020-01-01%2010%3A00%2B01%3A00"


def test_a_repeated_name_keeps_its_order() -> None:
    assert encode_query((("a", "2"), ("b", ""), ("a", "1"))) == "a=2&b=&a=1"


TEXT = st.text(st.characters(codec="utf-8"), max_size=20)


@given(st.lists(st.tuples(TEXT, TEXT), max_size=6))
def test_a_query_is_read_back_as_it_was_written_and_httpx_leaves_it_alone(
    query: list[tuple[str, str]],
) -> None:
    url = url_of("http://vendor.example", "/a", query)
    assert parse_qsl(urlsplit(url).query, keep_blank_values=True) == query
    assert str(URL(url)) == url


@pytest.mark.parametrize(
    ("base", "origin"),
    [
        ("https://vendor.example", "https://vendor.example"),
        ("https://vendor.example/", "https://vendor.example"),
        (" https://vendor.example:8443/api/v1// ", "https://vendor.example:8443/api/v1"),
    ],
)
def test_a_base_url_keeps_its_prefix_and_loses_its_last_slash(base: str, origin: str) -> None:
    assert origin_of(base) == origin
    assert url_of(origin, "/v2/contacts", ()) == f"{origin}/v2/contacts"


@pytest.mark.parametrize(
    "base",
    [
        "",
        "vendor.example",
        "ftp://vendor.example",
        "https://",
        "https://a/?b=c",
        "https://a/#b",
        "https://u:p@a",
    ],
)
def test_a_base_url_that_is_no_origin_is_refused_without_being_repeated(base: str) -> None:
    with pytest.raises(ValueError, match="base URL") as raised:
        origin_of(base)
    assert "u:p" not in str(raised.value)


@pytest.mark.parametrize("path", ["contacts", "/contacts/../admin", "/./a", "/contacts/..", "/a?b=c", "/a#b"])
def test_a_path_that_would_name_something_else_is_refused(path: str) -> None:
    with pytest.raises(ValueError, match="path"):
        url_of("https://vendor.example", path, ())


def test_dots_within_a_segment_are_fine() -> None:
    assert url_of("https://a", "/x/.well-known/a..b/v1.0", ()) == "https://a/x/.well-known/a..b/v1.0"


@pytest.mark.parametrize("text", ["x", "é"])
def test_a_url_is_as_long_as_servers_take_and_no_longer(text: str) -> None:
    """Encoded: a letter with an accent is six characters."""
    start = "https://a/b?c="
    room = MOST_URL_BYTES - len(start)
    longest = text * (room // (1 if text == "x" else 6))
    assert len(url_of("https://a", "/b", (("c", longest),))) <= MOST_URL_BYTES
    with pytest.raises(ValueError, match="its URL has more than 16384 bytes"):
        url_of("https://a", "/b", (("c", longest + text),))


def test_what_is_far_too_long_is_not_encoded_first(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object, **__: object) -> str:
        raise AssertionError

    monkeypatch.setattr(address, "quote", never)
    for query in ((("a", "x" * MOST_URL_BYTES),), (("x" * MOST_URL_BYTES, "a"),), (("a", "bcd"),) * MOST_URL_BYTES):
        with pytest.raises(ValueError, match="its URL has more"):
            url_of("https://a", "/b", query)


def test_a_path_that_is_too_long_is_refused() -> None:
    with pytest.raises(ValueError, match="its URL has more than 16384 bytes"):
        url_of("https://a", f"/{'x' * MOST_URL_BYTES}", ())
