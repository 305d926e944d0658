"""What a caller can put right in the input of a write: the contract's user errors, and the codes that are ours."""

from typing import Final

import msgspec

Path = tuple[str, ...]
"""Of a field within an input, as the contract spells it, list indexes as text."""

_ARGUMENT: Final = "input"
"""The one argument of a mutation, which holds its input."""

REQUIRED: Final = "REQUIRED"
"""It has to be given, and has to hold something; null does not do."""
INVALID: Final = "INVALID"
"""It is not of the form that is wanted."""
TOO_LONG: Final = "TOO_LONG"
"""It has more characters, or items, than the source takes, or than anybody may give."""
OUT_OF_RANGE: Final = "OUT_OF_RANGE"
"""The number is too small or too large."""
DUPLICATE: Final = "DUPLICATE"
"""The same key comes twice in the list."""
NOT_FOUND: Final = "NOT_FOUND"
"""The source has no such thing."""
WRONG_TYPE: Final = "WRONG_TYPE"
"""The key names a record of another type than is meant."""
WRONG_SOURCE: Final = "WRONG_SOURCE"
"""It belongs to another source than the one that is written to."""
REJECTED: Final = "REJECTED"
"""The source refused it; the message is its own."""


class UserError(msgspec.Struct, frozen=True):
    """One problem. `path` leads to it from the input on; `code` is one of ours, or the source's own number for it."""

    path: Path
    message: str
    code: str | None = None

    @property
    def field(self) -> Path:
        """The path as the contract gives it, which begins at the argument."""
        return (_ARGUMENT, *self.path)
