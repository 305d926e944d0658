"""New records for the vendors' stores, each like one that is there."""

import copy
import itertools
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from app.sandbox.server import Sandbox
from app.sandbox.store import RecordStore
from tests.graph.client import Key
from tests.graph.oracle import AMSTERDAM

ORDERED = ("LIPS", "POLIS", "SALEMOVE")


class Maker:
    """Adds records at given times; remembers nothing else."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._numbers = itertools.count(9_000_001)

    def add(self, source: str, time: datetime, precision: str = "milliseconds") -> Key:
        """One record that occurred then; Procurios writes whole seconds of its own clocks."""
        number = next(self._numbers)
        text = time.astimezone(UTC).isoformat(timespec=precision).replace("+00:00", "Z")
        identifier = str(UUID(int=number * 7919 << 64 | number))
        if source == "LIPS":
            record = self._like(self._sandbox.lips.records[0], id=number, occurred_at=text)
            self._sandbox.lips.add(record)
            return source, str(number)
        if source == "POLIS":
            record = self._like(self._sandbox.polis.records[0], id=identifier)
            record["data"]["timestamp"] = text
            self._sandbox.polis.add(record)
        elif source == "SALEMOVE":
            record = self._like(self._sandbox.salemove.records[0], id=identifier, created_at=text)
            self._sandbox.salemove.add(record)
        else:
            local = time.astimezone(AMSTERDAM).strftime("%Y-%m-%dT%H:%M:%S")
            self._sandbox.procurios.add(self._like(self._sandbox.procurios.records[0], id=number, dateTime=local))
            return source, str(number)
        return source, identifier

    def remove(self, key: Key) -> None:
        """The record is gone."""
        stores: dict[str, RecordStore[Any]] = {
            "LIPS": self._sandbox.lips,
            "POLIS": self._sandbox.polis,
            "SALEMOVE": self._sandbox.salemove,
        }
        assert stores[key[0]].remove(key[1])

    @staticmethod
    def _like(record: dict[str, Any], **changes: Any) -> dict[str, Any]:
        return {**copy.deepcopy(record), **changes}
