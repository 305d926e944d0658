"""Repeatable random values: the same for the same seed on every machine and every Python version."""

import random
from collections.abc import Callable, Sequence
from typing import Final, TypeVar

from app.sandbox.times import instant

T = TypeVar("T")

_FROM: Final = instant("2019-01-01") or 0
_UNTIL: Final = instant("2026-06-30T21:00:00Z") or 0
_SECOND: Final = 1_000_000
_CROWD: Final = 44
"""Records that share one instant, once for each vendor."""


class Seeds:
    """Built on `random.random` alone: no other method of the generator is promised to stay the same."""

    def __init__(self, seed: int, name: str) -> None:
        self._random: Final = random.Random(f"{seed}:{name}").random  # noqa: S311 a repeatable sequence is the point

    def fraction(self) -> float:
        return self._random()

    def below(self, limit: int) -> int:
        return int(self._random() * limit)

    def between(self, low: int, high: int) -> int:
        """Both included."""
        return low + self.below(high - low + 1)

    def chance(self, probability: float) -> bool:
        return self._random() < probability

    def pick(self, values: Sequence[T]) -> T:
        return values[self.below(len(values))]

    def maybe(self, probability: float, make: Callable[[], T]) -> T | None:
        """A value with this probability, else None."""
        return make() if self.chance(probability) else None

    def shuffled(self, values: Sequence[T]) -> list[T]:
        result = list(values)
        for last in range(len(result) - 1, 0, -1):
            other = self.below(last + 1)
            result[last], result[other] = result[other], result[last]
        return result

    def hexadecimal(self, digits: int) -> str:
        return "".join("0123456789abcdef"[self.below(16)] for _ in range(digits))

    def uuid(self) -> str:
        """In the form of a version 4 UUID."""
        words = [self.below(1 << 32) for _ in range(4)]
        text = f"{words[0]:08x}{words[1]:08x}{words[2]:08x}{words[3]:08x}"
        variant = "89ab"[words[2] & 3]
        return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-{variant}{text[17:20]}-{text[20:]}"

    def moments(self, count: int, *, step: int = _SECOND) -> list[int]:
        """Instants in microseconds, in no order, on multiples of `step`; many are shared by 2 to 6.

        One instant is shared by a crowd larger than any page of 25, where there are enough to spare.
        """
        moments: list[int] = []
        if count >= 2 * _CROWD:
            moments += [self._moment(step)] * _CROWD
        while len(moments) < count:
            size = self.between(2, 6) if self.chance(1 / 6) else 1
            moments += [self._moment(step)] * size
        return self.shuffled(moments[:count])

    def _moment(self, step: int) -> int:
        return _FROM + self.below((_UNTIL - _FROM) // step) * step
