"""Which field of an input a vendor's words speak of."""

import re
from collections.abc import Collection, Mapping

from resolvers.model.user_errors import Path

_PARTS = re.compile(r"[A-Z]+[a-z]*|[a-z]+")


class FieldNames:
    """The input's fields by the vendor's names for them. Called with a text, or with a key of a JSON body.

    A name counts in any spelling of its parts: `campaignId`, `campaign_id`, `Campaign ID`. Some names are words of
    English, too: those in `english` count as a part of a path, in quotes, or at the beginning only, those in `exact`
    in the vendor's own spelling only. `spellings` has patterns for names that are written in other ways as well.
    """

    def __init__(
        self,
        paths: Mapping[str, Path],
        *,
        english: Collection[str] = (),
        exact: Collection[str] = (),
        spellings: Mapping[str, str] | None = None,
    ) -> None:
        # The longest first: where one name begins another, the longer one is meant.
        names = sorted(paths, key=len, reverse=True)
        own = spellings or {}
        patterns = (_pattern(name, own.get(name), english=name in english, exact=name in exact) for name in names)
        self._names = re.compile("|".join(f"({pattern})" for pattern in patterns))
        self._paths = [paths[name] for name in names]

    def __call__(self, text: str) -> Path:
        """The path, if the text names one, or one and what holds it; empty where it names none, or several."""
        found = {self._paths[(match.lastindex or 1) - 1] for match in self._names.finditer(text)}
        longest = max(found, key=len, default=())
        return longest if all(longest[: len(path)] == path for path in found) else ()


def _pattern(name: str, spelling: str | None, *, english: bool, exact: bool) -> str:
    if exact:
        return rf"(?<!\w){name}(?!\w)"
    spelled = spelling or "[ _]?".join(_PARTS.findall(name))
    before = r"""(?:(?<=["'`./\[])|\A)""" if english else r"(?<!\w)"
    return rf"{before}(?i:{spelled})(?!\w)"
