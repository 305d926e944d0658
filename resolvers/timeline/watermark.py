"""How far a list is known, where it is gone on with, and which stretch of it is read."""

import enum

import msgspec


class Disorder(Exception):
    """The list is not sorted by time, whatever its vendor documents."""


class Stretch(msgspec.Struct, frozen=True):
    """Offsets `start` (inclusive) to `stop` (exclusive)."""

    start: int
    stop: int


class Place(msgspec.Struct, frozen=True, array_like=True):
    """Where a run goes on: what its cursor keeps of it.

    `offset` is that of the first record whose time is not before the mark's, `passed` how many records of the mark's
    own time were passed, `leading` how many records without a time the vendor puts first, and `length` how long the
    list was, where it is read from its end.
    """

    offset: int = 0
    passed: int = 0
    leading: int = 0
    length: int = 0


START = Place()


class Extent(enum.IntEnum):
    """How far a list is known, in the order of reading."""

    NOTHING = 0
    UP_TO_A_TIME = 1
    ALL_TIMES = 2
    EVERYTHING = 3


class Reach(msgspec.Struct, frozen=True):
    """What is known completely: with UP_TO_A_TIME, every record of a time strictly before `time`."""

    extent: Extent
    time: str | None = None
