"""Check sums of what callers hand back: with a secret, nobody else can make one."""

import hashlib

import msgspec


class Signer(msgspec.Struct, frozen=True):
    """Makes check sums. They are keyed with its secret, where it has one; it shows that to nobody."""

    secret: str = ""

    def digest(self, value: bytes, size: int) -> bytes:
        """The check sum of a value, of so many bytes."""
        # A key may have 64 bytes, a secret any number.
        key = hashlib.blake2b(self.secret.encode()).digest() if self.secret else b""
        return hashlib.blake2b(value, digest_size=size, key=key).digest()

    def __repr__(self) -> str:
        return "Signer()"
