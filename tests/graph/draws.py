"""Filters and walks drawn at random, the same each time, with values that the vendors' records have, or nearly have."""

import random
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from app.sandbox.server import Sandbox
from tests.graph.client import Key, Walk, key
from tests.graph.filtering import FIELDS, sources
from tests.graph.oracle import READERS, Fact

CONNECTIONS = ("interactions", "engagements", "contactMoments", "touchpoints")
SIZES = (1, 2, 3, 7, 10, 25, 40, 99, 100)
EDGES = (timedelta(0), timedelta(milliseconds=1), timedelta(microseconds=400), timedelta(days=3), timedelta(days=400))


class Draws:
    """A source of random walks over what a sandbox holds."""

    def __init__(self, sandbox: Sandbox, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 a repeatable sequence is the point
        self._facts: Mapping[str, Sequence[Fact]] = {name: read(sandbox) for name, read in READERS.items()}

    def walk(self, connection: str, fields: Sequence[str], of: Key | None = None) -> Walk:
        """A walk by a filter that sets these fields."""
        facts = self.facts(connection, fields)
        return Walk(
            connection=connection,
            filter={name: self._value(name, facts) for name in fields},
            descending=self._random.random() < 0.5,
            of=of,
            first=self._random.choice(SIZES),
        )

    def contacts(self, fields: Sequence[str]) -> Walk:
        """A walk over the contacts by a filter that sets these fields."""
        facts = self._facts["LIPS"]
        values = {name: self._emails(facts) if name == "emails" else self._value(name, facts) for name in fields}
        return Walk(connection="contacts", filter=values, first=self._random.choice(SIZES))

    def fields(self, connection: str) -> list[str]:
        """A few fields of a connection's filter that go together, seldom ones that do not."""
        choices = [*FIELDS[connection, self._random.choice(sources(connection))]]
        if len(sources(connection)) > 1:
            choices.append("sources")
        if self._random.random() < 0.1:
            choices = all_fields(connection)
        return sorted(self._random.sample(sorted(choices), min(len(choices), self._random.choice((1, 2, 2, 3, 4)))))

    def facts(self, connection: str, fields: Sequence[str] = ()) -> list[Fact]:
        """The records of a connection whose sources know these fields; all, where none does."""
        names = sources(connection)
        knowing = [name for name in names if set(fields) - {"sources"} <= FIELDS[connection, name]]
        return [fact for name in knowing or names for fact in self._facts[name]]

    def contact(self, connection: str) -> Key:
        """Somebody who takes part in a record of the connection, and whom LIPS can find by a number."""
        everybody = sorted({(fact.source, who) for fact in self.facts(connection) for who in fact.contacts})
        return self._random.choice([of for of in everybody if of[0] != "LIPS" or self._found_by_number(of[1])])

    def _found_by_number(self, contact_id: str) -> bool:
        """LIPS narrows by number only: a record that shows its contact without its numbers is not in that list."""
        numbers = [fact.values["phoneNumbers"] for fact in self._facts["LIPS"] if contact_id in fact.contacts]
        return bool(frozenset.intersection(*numbers)) or not frozenset.union(*numbers)

    def _value(self, name: str, facts: Sequence[Fact]) -> Any:
        draw: Callable[[], Any] = {
            "occurredAt": lambda: self._span(facts),
            "lastSeen": lambda: self._span(facts),
            "changedSince": lambda: _text(self._time(facts)),
            "contact": lambda: key(*self._contact(facts)),
            "visitor": lambda: key(*self._contact(facts)),
            "contacts": lambda: [key(*self._contact(facts)) for _ in range(self._random.randint(1, 5))],
            "sources": lambda: self._random.sample(sorted({fact.source for fact in facts}), 1),
        }.get(name, lambda: self._known(name, facts))
        return draw()

    def _known(self, name: str, facts: Sequence[Fact]) -> Any:
        values = sorted({value for fact in facts for value in fact.values.get(name, ())}, key=str)
        if values == [False, True]:
            return self._random.choice(values)
        return self._random.sample(values, min(len(values), self._random.choice((1, 1, 2, 3, 12))))

    def _emails(self, facts: Sequence[Fact]) -> list[str]:
        known = sorted({email for fact in facts if (email := (fact.raw.get("contact") or {}).get("email"))})
        return [self._random.choice((email, email.upper())) for email in self._random.sample(known, 12)]

    def _contact(self, facts: Sequence[Fact]) -> Key:
        fact = self._random.choice([fact for fact in facts if fact.contacts])
        return fact.source, self._random.choice(sorted(fact.contacts))

    def _time(self, facts: Sequence[Fact]) -> datetime:
        return self._random.choice([fact.time for fact in facts if fact.time is not None])

    def _span(self, facts: Sequence[Fact]) -> dict[str, str | None]:
        start, end = sorted((self._time(facts), self._time(facts)))
        if self._random.random() < 0.3:
            end = start
        if self._random.random() < 0.3:
            start = start.replace(hour=0, minute=0, second=0, microsecond=0)
            end = end.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        span: dict[str, str | None] = {
            "from": _text(start - self._random.choice(EDGES)),
            "to": _text(end + self._random.choice(EDGES)),
        }
        if self._random.random() < 0.4:
            span[self._random.choice(("from", "to"))] = None
        return span


def all_fields(connection: str) -> list[str]:
    """Every field of a connection's filter."""
    names = {name for (of, _), fields in FIELDS.items() if of == connection for name in fields}
    return sorted(names | ({"sources"} if len(sources(connection)) > 1 else set()))


def _text(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds")
