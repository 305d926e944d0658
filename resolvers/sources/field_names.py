"""Which field of an input a vendor's words speak of."""

import re
from collections.abc import Collection, Mapping

from resolvers.model.inputs import Path

_PARTS = re.compile(r"[A-Z]+[a-z]*|[a-z]+")


class FieldNames:
    """The input's fields by the vendor's names for them. Called with a text, or with a key of a JSON body.

    A name counts in any spelling of its parts: `campaignId`, `campaign_id`, `Campaign ID`. Those that are words of
    English, too, count as a part of a path, in quotes, or at the beginning only.
    """

    def __init__(self, paths: Mapping[str, Path], english: Collection[str] = ()) -> None:
        self._paths = {name.lower(): path for name, path in paths.items()}
        patterns = (_pattern(name, english=name in english) for name in paths)
        self._names = re.compile("|".join(patterns), re.IGNORECASE)

    def __call__(self, text: str) -> Path:
        """The path, if the text names one, or one and what holds it; empty where it names none, or several."""
        found = {self._paths[re.sub("[ _]", "", match.group()).lower()] for match in self._names.finditer(text)}
        longest = max(found, key=len, default=())
        return longest if all(longest[: len(path)] == path for path in found) else ()


def _pattern(name: str, *, english: bool) -> str:
    spelled = "[ _]?".join(_PARTS.findall(name))
    before = r"""(?:(?<=["'`./\[])|\A)""" if english else r"(?<!\w)"
    return rf"{before}{spelled}(?!\w)"
