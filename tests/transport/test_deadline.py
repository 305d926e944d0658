"""The deadline, on a clock of its own."""

from resolvers.transport.deadline import Deadline
from tests.transport.clocks import FakeClock


def test_what_remains_shrinks_and_never_goes_below_zero() -> None:
    clock = FakeClock()
    deadline = Deadline.after(2.0, clock)
    assert deadline.remaining() == 2.0
    clock.pass_(1.5)
    assert (deadline.remaining(), deadline.expired) == (0.5, False)
    clock.pass_(1.5)
    assert (deadline.remaining(), deadline.expired) == (0.0, True)


def test_it_expires_at_the_moment_itself() -> None:
    clock = FakeClock()
    deadline = Deadline.after(1.0, clock)
    clock.pass_(1.0)
    assert deadline.expired
