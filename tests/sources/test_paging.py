"""The size of page that a vendor uses is learned from the pages that it gives."""

import pytest

from resolvers.model.enums import Source
from resolvers.model.records import Interaction
from resolvers.sources.paging import CAP_SECONDS, OVERLAP, SMALLEST_CAP, PageSize, VendorPage
from resolvers.timeline.page_numbers import NumberedPage


def page(rows: int, *, last: bool = False, size: int | None = None) -> VendorPage[Interaction]:
    return VendorPage([Interaction(source=Source.LIPS, source_id=str(key)) for key in range(rows)], last, size)


@pytest.mark.parametrize(
    ("given", "used"),
    [
        (page(100), None),
        (page(100, size=100), None),
        (page(40, size=40), 40),
        (page(40), 40),
        # A last page is short because it is the last.
        (page(40, last=True), None),
        (page(40, last=True, size=50), 50),
        # An empty page, or one of no size, tells nothing.
        (page(0), None),
        (page(0, last=True, size=0), None),
        (page(100, size=200), None),
    ],
)
def test_a_smaller_page_than_asked_for_is_what_the_vendor_gives(
    given: VendorPage[Interaction], used: int | None
) -> None:
    size = PageSize(100)
    assert size.learn(NumberedPage(2, 100), given) == used
    assert size.largest == (used or 100)


class Clock:
    """Seconds that pass when told to."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_one_odd_answer_makes_no_page_smaller_than_any_vendor_s(caplog: pytest.LogCaptureFixture) -> None:
    size = PageSize(100)
    assert size.learn(NumberedPage(1, 100), page(1, size=1)) == 1
    assert size.largest == SMALLEST_CAP
    assert "pages of 1 records where 100 were asked for" in caplog.text


def test_a_page_that_holds_more_than_its_vendor_says_it_can_tells_nothing() -> None:
    size = PageSize(100)
    assert size.learn(NumberedPage(1, 100), page(100, size=1)) is None
    assert size.largest == 100


def test_what_was_learned_is_forgotten_after_a_while() -> None:
    clock = Clock()
    size = PageSize(100, clock)
    size.learn(NumberedPage(1, 100), page(40, size=40))
    clock.now = CAP_SECONDS - 1
    assert size.largest == 40
    size.learn(NumberedPage(1, 100), page(40, size=40))
    clock.now += CAP_SECONDS - 1
    assert size.largest == 40
    clock.now += 1
    assert size.largest == 100


def test_nothing_makes_pages_larger_than_they_may_be() -> None:
    size = PageSize(10)
    size.cap(5)
    size.cap(500)
    assert size.largest == 10


def test_pages_that_overlap_are_larger_by_as_much_where_the_vendor_gives_what_it_is_asked_for() -> None:
    size = PageSize(100)
    assert size.overlapping == 100 + OVERLAP
    size.cap(40)
    assert size.overlapping == 40


def test_pages_that_were_not_granted_with_an_overlap_are_asked_for_without_one_for_a_while() -> None:
    clock = Clock()
    size = PageSize(100, clock)
    assert size.learn(NumberedPage(1, size.overlapping), page(100, size=100)) == 100
    assert (size.largest, size.overlapping) == (100, 100)
    clock.now = CAP_SECONDS - 1
    assert size.overlapping == 100
    clock.now += 1
    assert size.overlapping == 100 + OVERLAP
