"""What walks have seen is remembered for a while, within a size, and is never needed."""

import pytest

from resolvers.model.enums import OrderDirection
from resolvers.timeline.order import Order, SortKeyBound
from resolvers.timeline.watermark import Level, Watermark
from resolvers.vendors.lips import seen_contacts
from resolvers.vendors.lips.seen_contacts import KEPT_SECONDS, MOST_TOGETHER, MOST_WALKS, RememberedWalks, SeenContacts

ORDER = Order(OrderDirection.DESC)
AT = "2024-01-01T00:00:00.000Z"
EARLIER = SortKeyBound("2023-01-01T00:00:00.000Z")


class Clock:
    """Seconds that pass when told to."""

    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def see(walk: SeenContacts, contacts: int) -> None:
    """Have a walk see so many contacts, and the end of the list."""
    walk.learn(ORDER, None, ((str(key), AT) for key in range(contacts)), Watermark(Level.ALL_TIMES))


def knows(walks: RememberedWalks, token: str) -> bool:
    """Whether a walk that is gone on with need not ask whom it told already."""
    return walks.open(token)[1].reaches(ORDER, EARLIER)


def test_a_walk_that_is_gone_on_with_knows_whom_it_saw() -> None:
    walks = RememberedWalks()
    token, walk = walks.open(None)
    see(walk, 2)
    again, same = walks.open(token)
    assert again == token
    assert same.before(ORDER, "1", EARLIER)
    assert not same.before(ORDER, "2", EARLIER)


def test_a_walk_over_a_list_without_contacts_is_known_too() -> None:
    walks = RememberedWalks()
    token, walk = walks.open(None)
    see(walk, 0)
    assert knows(walks, token)


def test_a_walk_is_forgotten_so_long_after_it_was_last_gone_on_with() -> None:
    clock = Clock()
    walks = RememberedWalks(clock)
    token, walk = walks.open(None)
    see(walk, 2)
    for _ in range(3):
        clock.seconds += KEPT_SECONDS
        assert knows(walks, token)
    clock.seconds += KEPT_SECONDS + 1
    walks.open(None)
    assert walks.size == 0
    assert not knows(walks, token)


def test_the_walks_used_least_recently_make_room_for_others() -> None:
    walks = RememberedWalks()
    tokens = []
    for _ in range(MOST_WALKS):
        token, walk = walks.open(None)
        see(walk, 1)
        tokens.append(token)
    assert knows(walks, tokens[0])
    walks.open(None)
    assert walks.size == MOST_WALKS - 1
    assert not knows(walks, tokens[1])
    assert knows(walks, tokens[0])


def test_all_walks_together_remember_so_many_contacts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seen_contacts, "MOST_TOGETHER", 100)
    walks = RememberedWalks()
    tokens = []
    for _ in range(20):
        token, walk = walks.open(None)
        assert walks.size <= 100
        see(walk, 30)
        tokens.append(token)
    assert [knows(walks, token) for token in reversed(tokens)][:4] == [True, True, True, False]
    assert MOST_TOGETHER == 200_000


def test_contacts_outside_a_range_of_dates_count_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seen_contacts, "MOST_TOGETHER", 100)
    walks = RememberedWalks()
    token, walk = walks.open(None)
    see(walk, 50)
    walk.outside.update((str(key), True) for key in range(51))
    walks.open(None)
    assert walks.open(token)[1] is not walk


def test_a_walk_that_has_outgrown_all_room_is_forgotten_though_it_is_gone_on_with(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(seen_contacts, "MOST_TOGETHER", 100)
    walks = RememberedWalks()
    token, walk = walks.open(None)
    see(walk, 101)
    assert walks.open(token)[1] is not walk
    assert walks.size == 0


def test_a_token_of_a_callers_own_making_is_not_remembered() -> None:
    """A cursor can be made by anybody, with as much in it as a cursor may have."""
    walks = RememberedWalks()
    token, _ = walks.open("x" * 9)
    assert token != "x" * 9
    assert len(token) == 8
