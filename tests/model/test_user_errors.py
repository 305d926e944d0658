"""A user error is told at its field."""

from resolvers.model.user_errors import REQUIRED, UserError


def test_the_field_of_a_user_error_begins_at_the_argument() -> None:
    assert UserError(("recipients", "0", "id"), "is odd", REQUIRED).field == ("input", "recipients", "0", "id")
    assert UserError((), "is odd").field == ("input",)
