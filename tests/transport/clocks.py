"""Time in tests: a clock that goes only when told to, and what takes no time at all."""

import asyncio


class FakeClock:
    """Seconds, from any start."""

    def __init__(self, now: float = 1000.0) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now

    def pass_(self, seconds: float) -> None:
        """Let that many seconds go by."""
        self.now += seconds


async def settle() -> None:
    """Let every task go as far as it gets without anybody from outside."""
    for _ in range(20):
        await asyncio.sleep(0)
