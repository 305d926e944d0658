"""A request says of itself where it goes and whether it can be sent twice."""

import pytest

from resolvers.model.http import VendorRequest, path_segment


@pytest.mark.parametrize(
    ("value", "segment"),
    [("a1-_.~", "a1-_.~"), ("a/b", "a%2Fb"), ("a b?c#d", "a%20b%3Fc%23d"), ("é", "%C3%A9"), ("%2F", "%252F"), ("", "")],
)
def test_whatever_is_in_a_value_it_is_one_segment_of_a_path(value: str, segment: str) -> None:
    assert path_segment(value) == segment


@pytest.mark.parametrize(("method", "safe"), [("GET", True), ("POST", False), ("DELETE", False), ("PUT", False)])
def test_only_a_read_is_safe(method: str, safe: bool) -> None:
    assert VendorRequest(method, "/").safe is safe


def test_equal_requests_are_one_key() -> None:
    one, other = (VendorRequest("GET", "/", (("page", "1"),)) for _ in range(2))
    assert {one: "answer"}[other] == "answer"
