"""How far a list is known, where it is gone on with, and which offsets of it are read."""

import enum

import msgspec


class NotSorted(Exception):
    """The list is not sorted by time, whatever its vendor documents."""


class OffsetRange(msgspec.Struct, frozen=True):
    """Offsets `start` (inclusive) to `stop` (exclusive)."""

    start: int
    stop: int


class ResumeHint(msgspec.Struct, frozen=True, array_like=True):
    """Where a scan goes on, as far as a cursor can tell: the list may have moved since.

    `offset` is that of the first record whose time is not before the bound's, `passed` how many records of the bound's
    own time were passed, `leading` how many records without a time the vendor puts first, and `length` how long the
    list was, where it is read from its end.
    """

    offset: int = 0
    passed: int = 0
    leading: int = 0
    length: int = 0


START = ResumeHint()


class Level(enum.IntEnum):
    """How far a list is known, in the order of reading."""

    NOTHING = 0
    UP_TO_A_TIME = 1
    ALL_TIMES = 2
    EVERYTHING = 3


class Watermark(msgspec.Struct, frozen=True):
    """What is known completely: with UP_TO_A_TIME, every record of a time strictly before `time`."""

    level: Level
    time: str | None = None
