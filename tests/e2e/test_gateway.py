"""Touchpoint as a subgraph: a federated gateway composes it, and reads its records by either key."""

from typing import Any

import pytest

from tests.e2e.conftest import ask


@pytest.fixture(scope="module")
def known(gateway: str) -> Any:
    """An interaction of LIPS and its contact, as the gateway reads them through touchpoint's own fields."""
    page = ask(
        gateway,
        """{ interactions(filter: {sources: [LIPS]}, first: 1) {
               nodes { id source sourceId summary contact { id source sourceId displayName } } } }""",
    )
    return page["interactions"]["nodes"][0]


def test_another_subgraph_adds_a_field_to_touchpoints_records(gateway: str) -> None:
    page = ask(gateway, "{ interactions(first: 3) { nodes { id verdict } } }")

    assert len(page["interactions"]["nodes"]) == 3
    for interaction in page["interactions"]["nodes"]:
        assert interaction["verdict"] == f"reviewed {interaction['id']}"


def test_a_record_named_by_its_id_gets_touchpoints_fields(gateway: str, known: Any) -> None:
    data = ask(
        gateway,
        """query ($id: ID!) { review(interactionId: $id) { verdict interaction {
             id source sourceId summary contact { id source sourceId displayName } } } }""",
        id=known["id"],
    )

    assert data["review"]["interaction"] == known


def test_a_record_named_by_its_source_gets_touchpoints_fields(gateway: str, known: Any) -> None:
    data = ask(
        gateway,
        """query ($contacts: [ID!]!, $interactions: [ID!]!) {
             entries(source: LIPS, contacts: $contacts, interactions: $interactions) {
               contact { id displayName } interaction { id summary verdict } } }""",
        contacts=[known["contact"]["sourceId"]],
        interactions=[known["sourceId"]],
    )

    assert data["entries"] == [
        {"contact": {key: known["contact"][key] for key in ("id", "displayName")}, "interaction": None},
        {
            "contact": None,
            "interaction": {
                "id": known["id"],
                "summary": known["summary"],
                "verdict": f"reviewed {known['id']}",
            },
        },
    ]
