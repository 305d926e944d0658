"""The circuit, against a simpler account of the same rules, and the promises made about it one by one."""

import random
from collections.abc import Callable

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from resolvers.model.enums import CircuitState
from resolvers.transport.circuit import (
    FAILURE_RATIO,
    FIRST_PROBE_SECONDS,
    LONGEST_PROBE_SECONDS,
    MINIMUM_OUTCOMES,
    WINDOW_SECONDS,
    Admission,
    Circuit,
)
from tests.transport.clocks import FakeClock


def admitted(circuit: Circuit) -> Admission:
    admission = circuit.admit()
    assert admission is not None
    return admission


def opened(clock: FakeClock) -> Circuit:
    circuit = Circuit(clock)
    for _ in range(MINIMUM_OUTCOMES):
        circuit.failed(admitted(circuit))
    assert circuit.state is CircuitState.OPEN
    return circuit


def test_it_opens_at_the_twentieth_failure_and_not_before() -> None:
    circuit = Circuit(FakeClock())
    states = [circuit.state]
    for _ in range(MINIMUM_OUTCOMES):
        circuit.failed(admitted(circuit))
        states.append(circuit.state)
    assert states == [CircuitState.CLOSED] * MINIMUM_OUTCOMES + [CircuitState.OPEN]
    assert circuit.refusal() == FIRST_PROBE_SECONDS


def test_failures_older_than_the_window_are_forgotten() -> None:
    clock = FakeClock()
    circuit = Circuit(clock)
    for _ in range(MINIMUM_OUTCOMES - 1):
        circuit.failed(admitted(circuit))
    clock.pass_(WINDOW_SECONDS)
    circuit.failed(admitted(circuit))
    assert circuit.state is CircuitState.CLOSED


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("per_second", [0.5, 1, 10, 100])
def test_a_vendor_that_fails_every_second_request_is_not_cut_off(seed: int, per_second: float) -> None:
    chance = random.Random(seed)  # noqa: S311 - a die, repeatable
    clock = FakeClock()
    circuit = Circuit(clock)
    for _ in range(2_000):
        admission = admitted(circuit)
        outcome = circuit.failed if chance.random() < 0.5 else circuit.succeeded
        outcome(admission)
        clock.pass_(1 / per_second)
    assert circuit.state is CircuitState.CLOSED


def test_abandoned_requests_count_for_nothing() -> None:
    circuit = Circuit(FakeClock())
    for _ in range(10 * MINIMUM_OUTCOMES):
        circuit.abandoned(admitted(circuit))
    assert circuit.state is CircuitState.CLOSED


def test_probes_come_after_1_2_4_8_and_then_every_10_seconds() -> None:
    clock = FakeClock()
    circuit = opened(clock)
    waits = []
    for _ in range(7):
        wait = circuit.refusal()
        assert wait is not None
        waits.append(wait)
        clock.pass_(wait)
        assert circuit.state is CircuitState.HALF_OPEN
        circuit.failed(admitted(circuit))
    assert waits == [1, 2, 4, 8, 10, 10, 10]


def test_a_probe_that_takes_its_time_to_fail_does_not_put_off_the_next() -> None:
    """Ten seconds from one probe to the next, the ten of its timeout included."""
    clock = FakeClock()
    circuit = opened(clock)
    clock.pass_(FIRST_PROBE_SECONDS)
    for _ in range(6):
        probe = admitted(circuit)
        clock.pass_(LONGEST_PROBE_SECONDS)
        circuit.failed(probe)
    assert circuit.refusal() is None


def test_one_probe_at_a_time() -> None:
    clock = FakeClock()
    circuit = opened(clock)
    clock.pass_(FIRST_PROBE_SECONDS)
    probe = admitted(circuit)
    assert circuit.admit() is None
    clock.pass_(3600)
    assert circuit.admit() is None
    assert circuit.refusal() == 0.0
    circuit.succeeded(probe)
    assert circuit.admit() is not None


def test_a_cancelled_probe_frees_its_place_at_once() -> None:
    clock = FakeClock()
    circuit = opened(clock)
    clock.pass_(FIRST_PROBE_SECONDS)
    circuit.abandoned(admitted(circuit))
    assert circuit.state is CircuitState.HALF_OPEN
    assert admitted(circuit).probe


def test_a_success_closes_it_with_a_clean_slate() -> None:
    clock = FakeClock()
    circuit = opened(clock)
    clock.pass_(FIRST_PROBE_SECONDS)
    circuit.succeeded(admitted(circuit))
    assert circuit.state is CircuitState.CLOSED
    for _ in range(MINIMUM_OUTCOMES - 1):
        circuit.failed(admitted(circuit))
    assert circuit.state is CircuitState.CLOSED
    circuit.failed(admitted(circuit))
    assert circuit.refusal() == FIRST_PROBE_SECONDS


@pytest.mark.parametrize("outcome", [Circuit.succeeded, Circuit.failed, Circuit.abandoned])
def test_what_was_let_through_before_it_opened_changes_nothing_after(
    outcome: Callable[[Circuit, Admission], None],
) -> None:
    clock = FakeClock()
    circuit = Circuit(clock)
    late = admitted(circuit)
    for _ in range(MINIMUM_OUTCOMES):
        circuit.failed(admitted(circuit))
    outcome(circuit, late)
    assert circuit.refusal() == FIRST_PROBE_SECONDS
    clock.pass_(FIRST_PROBE_SECONDS)
    probe = admitted(circuit)
    outcome(circuit, late)
    assert circuit.admit() is None
    circuit.succeeded(probe)
    outcome(circuit, late)
    assert circuit.state is CircuitState.CLOSED


class Account(RuleBasedStateMachine):
    """The circuit beside a plain list of outcomes; time goes in whole seconds, where the two must agree."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = FakeClock()
        self.circuit = Circuit(self.clock)
        self.out: list[Admission] = []
        self.outcomes: list[tuple[float, bool]] = []
        self.opened_since: float | None = None
        self.last_probe = 0.0

    @rule(seconds=st.sampled_from([0, 1, 2, 5, 11, 30]))
    def wait(self, seconds: int) -> None:
        self.clock.pass_(seconds)

    @rule(count=st.sampled_from([1, 1, 5, 25]))
    def fetch(self, count: int) -> None:
        for _ in range(count):
            admission = self.circuit.admit()
            if admission is None:
                assert self.opened_since is not None
                continue
            assert admission.probe is (self.opened_since is not None)
            if admission.probe:
                assert not any(self.current(other) for other in self.out)
                self.last_probe = self.clock()
            self.out.append(admission)

    def current(self, admission: Admission) -> bool:
        """Whether its outcome still means anything."""
        return admission.generation == self.circuit._generation

    @precondition(lambda self: self.out)
    @rule(data=st.data(), how=st.sampled_from(["failed", "failed", "failed", "succeeded", "abandoned"]))
    def end_one(self, data: st.DataObject, how: str) -> None:
        self.end(self.out.pop(data.draw(st.integers(0, len(self.out) - 1))), how)

    @precondition(lambda self: self.out)
    @rule(how=st.sampled_from(["failed", "succeeded", "abandoned"]))
    def end_all(self, how: str) -> None:
        while self.out:
            self.end(self.out.pop(), how)

    def end(self, admission: Admission, how: str) -> None:
        counted = self.current(admission) and how != "abandoned"
        getattr(self.circuit, how)(admission)
        if not counted:
            return
        if admission.probe:
            if how == "succeeded":
                self.opened_since, self.outcomes = None, []
            return
        self.outcomes.append((self.clock(), how == "failed"))
        recent = [failed for at, failed in self.outcomes if at > self.clock() - WINDOW_SECONDS]
        if how == "failed" and len(recent) >= MINIMUM_OUTCOMES and sum(recent) >= FAILURE_RATIO * len(recent):
            self.opened_since, self.last_probe = self.clock(), self.clock()

    @invariant()
    def is_open_when_the_account_says_so(self) -> None:
        assert (self.circuit.state is CircuitState.CLOSED) is (self.opened_since is None)
        assert (self.circuit.refusal() is None) or self.opened_since is not None

    @invariant()
    def never_refuses_for_more_than_ten_seconds_after_a_probe(self) -> None:
        wait = self.circuit.refusal()
        if wait is not None:
            assert self.clock() + wait <= max(self.last_probe + LONGEST_PROBE_SECONDS, self.clock())


TestAccount = Account.TestCase
