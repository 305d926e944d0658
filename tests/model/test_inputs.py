"""What was left out and what was given as null is both nothing, where nothing more is asked."""

import pytest
from msgspec import UNSET, UnsetType

from resolvers.model.inputs import or_none


@pytest.mark.parametrize(("given", "expected"), [(UNSET, None), (None, None), (0, 0), (False, False), (7, 7)])
def test_nothing_is_null_and_whatever_was_given_is_itself(given: int | UnsetType | None, expected: int | None) -> None:
    assert or_none(given) == expected
