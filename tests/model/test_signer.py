"""A check sum is the same for the same value and secret, another for any other, and shows neither."""

from hypothesis import given
from hypothesis import strategies as st

from resolvers.model.signer import Signer


@given(st.binary(), st.text(max_size=200), st.integers(1, 32))
def test_a_digest_is_as_long_as_asked_for_and_always_the_same(value: bytes, secret: str, size: int) -> None:
    digest = Signer(secret).digest(value, size)
    assert len(digest) == size
    assert digest == Signer(secret).digest(value, size)


def test_another_value_or_secret_gives_another_digest() -> None:
    digests = {Signer(secret).digest(value, 16) for secret in ("", "a", "b", "é") for value in (b"", b"x", b"y")}
    assert len(digests) == 4 * 3


def test_a_secret_of_any_length_counts_in_full() -> None:
    one, other = "x" * 300 + "1", "x" * 300 + "2"
    assert Signer(one).digest(b"value", 16) != Signer(other).digest(b"value", 16)


def test_the_secret_stands_in_no_representation() -> None:
    assert "topsecret" not in f"{Signer('topsecret')!r} {Signer('topsecret')}"
