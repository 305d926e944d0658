"""On whose account a request goes out."""

from typing import Protocol

from resolvers.transport.single_flight import Passenger


class Account(Passenger, Protocol):
    """What one request costs, told as it happens. A request of which nothing is told cost nothing."""

    def reserve(self) -> bool:
        """Set one more attempt aside before it is made; false where it may not be made."""
        ...


class Unlimited:
    """An account that nobody keeps."""

    def reserve(self) -> bool:
        """Any number."""
        return True

    def sent(self) -> None:
        """Not counted."""

    def joined(self) -> None:
        """Not counted."""
