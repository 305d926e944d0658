"""A clock that goes only when told to."""


class FakeClock:
    """Seconds, from any start."""

    def __init__(self, now: float = 1000.0) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now

    def pass_(self, seconds: float) -> None:
        """Let that many seconds go by."""
        self.now += seconds
