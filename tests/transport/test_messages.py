"""The vendor's own words, out of whatever it answered."""

import json
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolvers.transport.messages import MAX_CHARACTERS, vendor_message
from resolvers.transport.redaction import redact

JSON = "application/json; charset=utf-8"


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("no such contact", "no such contact"),
        ({"errors": "token expired"}, "token expired"),
        ({"error": "token expired"}, "token expired"),
        ({"error": {"code": 7, "message": "token expired"}}, "token expired"),
        ({"message": "gone", "status": 404}, "gone"),
        ({"detail": "gone"}, "gone"),
        ({"errors": [{"title": "Invalid", "detail": "page is too large"}]}, "page is too large"),
        ({"errors": ["one", {"message": "two"}, {"error": {"detail": "three"}}]}, "one; two; three"),
        ({"errors": {"name": ["is taken", "is short"]}}, "name: is taken; name: is short"),
        ({"errors": [], "message": "none of these"}, "none of these"),
        ({"Message": "The request is invalid."}, "The request is invalid."),
        ({"Errors": [{"MESSAGE": "one"}, {"Detail": "two"}]}, "one; two"),
        ({"errors": {"Message": "one"}}, "one"),
        ([{"message": "same"}, {"message": "same"}], "same"),
        ({"data": {"secret": "unrelated"}}, None),
        (12, None),
        ({}, None),
    ],
)
def test_json_is_searched_for_what_is_named_like_a_message(body: object, message: str | None) -> None:
    assert vendor_message(json.dumps(body).encode(), JSON) == message


def test_json_is_known_by_its_look_where_its_type_says_otherwise() -> None:
    assert vendor_message(b'{"error": "x"}', "text/plain") == "x"


def test_json_that_is_none_is_text() -> None:
    assert vendor_message(b"Service is\n down", JSON) == "Service is down"


def test_json_nested_beyond_reason_gives_nothing() -> None:
    assert vendor_message(b'{"error":' * 20 + b'"deep"' + b"}" * 20, JSON) is None


def test_xml_gives_its_message_elements() -> None:
    body = b"""<R xmlns="urn:x"><Issue><ID>1</ID><Message>Bad &amp; wrong</Message></Issue>
    <Issue><Message>Twice</Message><ExtraData>no</ExtraData></Issue></R>"""
    assert vendor_message(body, "application/xml") == "Bad & wrong; Twice"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_xml_with_a_doctype_is_not_read(encoding: str) -> None:
    body = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "x">]><a><Message>&b;</Message></a>'
    assert vendor_message(body.encode(encoding), "text/xml") is None


def test_xml_that_breaks_off_gives_what_came_before() -> None:
    assert vendor_message(b"<a><Message>half</Message><b>", "text/xml") == "half"


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"<!doctype html><p>Down</p>", "text/html"),
        (b" <HTML><body>Down</body></HTML>", ""),
        (b"<!DOCTYPE html><p>x", "application/json"),
        (b"", JSON),
        (b"", ""),
        (b"\x00\x01\x02", "text/plain"),
        (b"\x89PNG", "image/png"),
    ],
)
def test_pages_pictures_and_nothing_give_no_message(body: bytes, content_type: str) -> None:
    assert vendor_message(body, content_type) is None


def test_a_message_is_one_line_of_300_characters_at_most() -> None:
    message = vendor_message(b"line\r\n\tnext " + b"x" * 1000, "text/plain")
    assert message is not None
    assert message.startswith("line next xxx")
    assert (len(message), message[-1]) == (MAX_CHARACTERS, "…")


@given(st.binary(), st.sampled_from([JSON, "text/xml", "text/plain", "", "text/html"]))
def test_no_body_makes_it_fail_and_none_makes_it_long(body: bytes, content_type: str) -> None:
    message = vendor_message(body, content_type)
    assert message is None or (0 < len(message) <= MAX_CHARACTERS and message.isprintable())


SECRET = "a/b+c =d&é"


@pytest.mark.parametrize(
    "spelling",
    [
        SECRET,
        "a%2Fb%2Bc%20%3Dd%26%C3%A9",
        "a%2fb%2bc%20%3dd%26%c3%a9",
        "a/b%2Bc%20%3Dd%26%C3%A9",
        "a%2Fb%2Bc+%3Dd%26%C3%A9",
    ],
)
def test_a_secret_is_masked_in_every_spelling(spelling: str) -> None:
    assert redact(f"bad key {spelling}!", [SECRET]) == "bad key ***!"


def test_a_secret_is_masked_before_the_message_is_cut() -> None:
    message = vendor_message(b"x" * 290 + b" topsecrettoken", "text/plain", ["topsecrettoken"])
    assert message == "x" * 290 + " ***"


def test_a_secret_within_another_leaves_nothing_of_the_longer() -> None:
    assert redact("key-123-extra", ["key-123", "key-123-extra", ""]) == "***"


def test_the_query_of_a_url_is_masked() -> None:
    text = 'GET "/v2/interactions?event_params[phone_numbers][]=31612345678&a=b" failed, why?'
    assert redact(text, []) == 'GET "/v2/interactions?***" failed, why?'


@pytest.mark.parametrize("content_type", [JSON, "", "text/plain", "text/xml"])
def test_what_is_no_utf_8_is_read_as_far_as_it_is(content_type: str) -> None:
    assert vendor_message(b'{"message": "Zo\xff"}', content_type) == '{"message": "Zo\ufffd"}'


@pytest.mark.parametrize("body", [b'{"errors":' * 5000, b"[" * 200_000, b"<Message>" * 5000])
def test_no_nesting_is_too_deep(body: bytes) -> None:
    assert len(vendor_message(body, "application/json") or "") <= MAX_CHARACTERS
    assert len(vendor_message(body, "text/xml") or "") <= MAX_CHARACTERS


KEY = """k&y<"Zq'/\\1>Sx"""


@pytest.mark.parametrize(
    "echo",
    [
        KEY,
        json.dumps({"apiKey": KEY}),
        json.dumps({"apiKey": KEY}).replace("/", "\\/"),
        json.dumps({"apiKey": KEY}).replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"),
        f"<apiKey>{escape(KEY)}</apiKey>",
        f"<apiKey>{escape(KEY, {chr(34): '&quot;', chr(39): '&#39;'})}</apiKey>",
        json.dumps(f"<apiKey>{escape(KEY)}</apiKey>"),
    ],
)
def test_a_secret_is_masked_however_a_vendor_escapes_what_it_quotes(echo: str) -> None:
    masked = redact(echo, [KEY])
    assert "***" in masked
    assert "Zq" not in masked
