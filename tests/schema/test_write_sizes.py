"""An input that is too large is told at its fields, and nothing else of it is looked at."""

from typing import Any

import pytest
import strawberry
from strawberry import ID
from strawberry.types.base import StrawberryObjectDefinition
from strawberry.utils.str_converters import to_camel_case

from resolvers.model.sizes import MOST_CHARACTERS, MOST_ITEMS, MOST_TEXT
from resolvers.model.user_errors import UserError
from schema.inputs import RecordKey, SourceKey
from schema.polis_inputs import SurveyFieldInput, SurveyInput, SurveyResponseInput
from schema.schema import schema
from schema.write_inputs import CreateContactMomentInput, DeleteInteractionInput
from schema.write_sizes import too_long

LONG = "x" * (MOST_CHARACTERS + 1)
WRITTEN = "x" * (MOST_TEXT + 1)


def key(**given: Any) -> RecordKey:
    return RecordKey(**{"id": strawberry.UNSET, "source_key": strawberry.UNSET, **given})


def moment(**given: Any) -> CreateContactMomentInput:
    return CreateContactMomentInput(**{"type": "T", "subject": "s", "sender": key(id="1"), "recipients": [], **given})


def told(*path: str, most: int = MOST_CHARACTERS, what: str = "characters") -> UserError:
    return UserError(path, f"must have at most {most} {what}, not {most + 1}", "TOO_LONG")


@pytest.mark.parametrize(
    ("given", "error"),
    [
        (moment(subject=LONG), told("subject")),
        (moment(contents=WRITTEN), told("contents", most=MOST_TEXT)),
        (moment(sender=key(id=LONG)), told("sender", "id")),
        (moment(recipients=[key(id="1"), key(id=LONG)]), told("recipients", "1", "id")),
        (moment(recipients=[key()] * (MOST_ITEMS + 1)), told("recipients", most=MOST_ITEMS, what="items")),
        (moment(tag_ids=["1", LONG]), told("tagIds", "1")),
        (DeleteInteractionInput(by=key(), if_match=LONG), told("ifMatch")),
        (
            SurveyInput(survey_id=ID("1"), responses=[SurveyResponseInput(question_id=ID(LONG), fields=[])]),
            told("responses", "0", "questionId"),
        ),
        (SurveyResponseInput(question_id=ID("1"), fields=[SurveyFieldInput(name=LONG)]), told("fields", "0", "name")),
    ],
)
def test_what_is_too_long_is_told_at_its_place(given: object, error: UserError) -> None:
    assert too_long(given) == (error,)


@pytest.mark.parametrize(
    "given",
    [
        moment(subject=LONG[1:], contents=WRITTEN[1:], tag_ids=["1"] * MOST_ITEMS),
        moment(contents=LONG, reference=None, extra={"a": [LONG] * 2000}),
        DeleteInteractionInput(by=key(source_key=SourceKey(source="LIPS", source_id=LONG[1:]))),  # type: ignore[arg-type]
    ],
)
def test_what_is_just_as_long_as_it_may_be_is_fine(given: object) -> None:
    """JSON is looked at with what else is wrong with it."""
    assert too_long(given) == ()


KEY = f'sourceKey: {{source: POLIS, sourceId: "{LONG}"}}'
CALLS = {
    "createInteraction": f'{{caliq: {{channelId: 1, kind: CALL, contactedBy: "{LONG}"}}}}',
    "updateInteraction": f"{{by: {{{KEY}}}}}",
    "deleteInteraction": f"{{by: {{{KEY}}}}}",
    "createContactMoment": f'{{type: "{LONG}", subject: "s", sender: {{id: "1"}}, recipients: []}}',
    "exportEngagement": f"{{by: {{{KEY}}}}}",
}


def test_every_mutation_is_tried() -> None:
    """So that none is forgotten below."""
    mutation = schema.get_type_by_name("Mutation")
    assert isinstance(mutation, StrawberryObjectDefinition)
    assert {to_camel_case(field.python_name) for field in mutation.fields} == set(CALLS)


@pytest.mark.parametrize("name", CALLS)
async def test_a_mutation_with_an_input_that_is_too_long_does_nothing(name: str) -> None:
    """There is no context that could do anything."""
    document = f"mutation {{ {name}(input: {CALLS[name]}) {{ userErrors {{ code field }} }} }}"
    result = await schema.execute(document, context_value=object())
    assert result.errors is None
    assert result.data is not None
    assert [error["code"] for error in result.data[name]["userErrors"]] == ["TOO_LONG"]
