"""What mutations hand to the resolvers: every field by its name, times in the contract's form, null and unset apart."""

from typing import Any

import msgspec
import pytest
from msgspec import UNSET

from resolvers.model.enums import Source
from resolvers.model.inputs import ContactMomentCreation, InteractionCreation, InteractionUpdate
from resolvers.model.keys import RecordKey
from resolvers.model.records import Survey, SurveyField, SurveyResponse
from resolvers.model.user_errors import UserError
from resolvers.model.write_results import ContactMomentCreated, InteractionCreated, InteractionUpdated
from resolvers.mutations import create_contact_moment, create_interaction, update_interaction
from resolvers.vendors.caliq.inputs import CaliqCreation, CaliqInteractionKind, FollowUp
from resolvers.vendors.lips.inputs import LipsPatch
from resolvers.vendors.polis.inputs import PolisCreation, PolisPatch
from schema.schema import schema
from tests.schema.conftest import Answer

CALIQ = """channelId: 7, customerId: 1, accountNo: "A1", contactId: 2, contactedFirstName: "Ada",
    contactedSurname: "Lovelace", uniqueId: "guid", kind: VISIT, contactedBy: "E1",
    occurredAt: "2026-03-01T10:00:00+01:00", notes: "n", followUp: {at: "2026-03-02T00:00:00.1239Z", by: "E2"}"""
MOMENT = """type: "T", subject: "s", sender: {sourceKey: {source: PROCURIOS, sourceId: "42"}},
    recipients: [{sourceKey: {source: PROCURIOS, sourceId: "43"}}, {sourceKey: {source: PROCURIOS, sourceId: "44"}}],
    occurredAt: "2026-03-01T10:00:00Z", contents: null, actionCode: 3, tagIds: ["1", 2], extra: {a: [1, {b: null}]}"""


class Request:
    """As much of a request as a mutation needs."""

    def renew(self) -> None:
        """Nothing was read."""


async def run(document: str) -> dict[str, Any]:
    result = await schema.execute(document, context_value=Request())
    assert result.errors is None
    assert result.data is not None
    return result.data


async def test_every_field_of_caliq_arrives_and_its_errors_have_their_place(answer: Answer) -> None:
    errors = (UserError(("caliq", "followUp", "by"), "m", "TOO_LONG"), UserError(("caliq",), "all"))
    calls = answer(create_interaction, "create_interaction", InteractionCreated(unique_id="guid", user_errors=errors))
    data = await run(
        f"mutation {{ createInteraction(input: {{caliq: {{{CALIQ}}}}}) "
        "{ interaction { id } uniqueId userErrors { field message code } } }"
    )
    assert calls[0][0][0] == InteractionCreation(
        Source.CALIQ,
        CaliqCreation(
            channel_id=7,
            kind=CaliqInteractionKind.VISIT,
            contacted_by="E1",
            customer_id=1,
            account_no="A1",
            contact_id=2,
            contacted_first_name="Ada",
            contacted_surname="Lovelace",
            unique_id="guid",
            occurred_at="2026-03-01T09:00:00.000Z",
            notes="n",
            follow_up=FollowUp(at="2026-03-02T00:00:00.123Z", by="E2"),
        ),
    )
    assert data["createInteraction"] == {
        "interaction": None,
        "uniqueId": "guid",
        "userErrors": [
            {"field": ["input", "caliq", "followUp", "by"], "message": "m", "code": "TOO_LONG"},
            {"field": ["input", "caliq"], "message": "all", "code": None},
        ],
    }


async def test_every_field_of_a_contact_moment_arrives_and_its_errors_have_their_place(answer: Answer) -> None:
    made = ContactMomentCreated("9", None, (UserError(("recipients", "0"), "m", "NOT_FOUND"),))
    calls = answer(create_contact_moment, "create_contact_moment", made)
    data = await run(
        f"mutation {{ createContactMoment(input: {{{MOMENT}}}) "
        "{ contactMomentId contactMoment { id } userErrors { field } } }"
    )
    assert calls[0][0] == (
        ContactMomentCreation(
            type_id="T",
            subject="s",
            sender=RecordKey(source=Source.PROCURIOS, source_id="42"),
            recipients=tuple(RecordKey(source=Source.PROCURIOS, source_id=key) for key in ("43", "44")),
            occurred_at="2026-03-01T10:00:00.000Z",
            contents=None,
            action_code=3,
            reference=UNSET,
            tag_ids=("1", "2"),
            extra={"a": [1, {"b": None}]},
        ),
    )
    assert data["createContactMoment"] == {
        "contactMomentId": "9",
        "contactMoment": None,
        "userErrors": [{"field": ["input", "recipients", "0"]}],
    }


UNSET_POLIS = (
    'campaignId: 1, contactId: 2, householdId: 3, contactHouseholdId: 4, occurredAt: "2026-03-01T10:00:00.5Z", '
    'unavailable: false, survey: {surveyId: "s", responses: [{questionId: "q", fields: [{name: "a"}]}]}, turfId: null'
)


async def test_what_is_unset_and_what_is_null_stay_apart(answer: Answer) -> None:
    calls = answer(create_interaction, "create_interaction", InteractionCreated())
    await run(f"mutation {{ createInteraction(input: {{polis: {{{UNSET_POLIS}}}}}) {{ uniqueId }} }}")
    (given,) = calls[0][0]
    assert given.source is Source.POLIS
    creation = given.content
    assert creation == PolisCreation(
        campaign_id="1",
        contact_id="2",
        household_id="3",
        contact_household_id="4",
        occurred_at="2026-03-01T10:00:00.500Z",
        unavailable=False,
        survey=Survey("s", (SurveyResponse("q", (SurveyField("a", None),)),)),
        turf_id=None,
    )
    assert msgspec.structs.asdict(creation)["status_id"] is UNSET


@pytest.mark.parametrize(
    ("source", "patch", "expected"),
    [
        (Source.LIPS, "lips: {read: false}", LipsPatch(read=False)),
        (Source.POLIS, "polis: {statusId: null, successful: false}", PolisPatch(status_id=None, successful=False)),
    ],
)
async def test_a_patch_goes_to_its_source(answer: Answer, source: Source, patch: str, expected: object) -> None:
    calls = answer(update_interaction, "update_interaction", InteractionUpdated())
    by = f'by: {{sourceKey: {{source: {source.name}, sourceId: "1"}}}}'
    await run(f"mutation {{ updateInteraction(input: {{{by}, {patch}, ifMatch: null}}) {{ userErrors {{ code }} }} }}")
    assert calls[0][0][0] == InteractionUpdate(RecordKey(source=source, source_id="1"), {source: expected})
