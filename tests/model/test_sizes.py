"""What callers may give has an end."""

from resolvers.model.sizes import MOST_CHARACTERS, MOST_ITEMS, list_excess, text_excess


def test_a_text_and_a_list_of_the_greatest_size_are_fine() -> None:
    assert text_excess("x" * MOST_CHARACTERS) is None
    assert text_excess("xyz", 3) is None
    assert list_excess([0] * MOST_ITEMS) is None


def test_one_more_is_told_with_the_limit() -> None:
    assert text_excess("x" * (MOST_CHARACTERS + 1)) == "at most 8192 characters"
    assert text_excess("wxyz", 3) == "at most 3 characters"
    assert list_excess([0] * (MOST_ITEMS + 1)) == "at most 1000 items"
