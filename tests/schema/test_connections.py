"""Pages: edges, nodes, where they stand in the whole, and reports on sources."""

from typing import Any

import pytest

from resolvers.queries import contact_moments, contacts, engagements, interactions, touchpoints
from tests.schema import samples
from tests.schema.conftest import Answer, Execute


async def test_touchpoints_are_shown_by_their_own_types(execute: Execute, answer: Answer) -> None:
    """Records tell their type; edges, nodes and reports come from the page."""
    page = samples.page_of(samples.INTERACTION, samples.ENGAGEMENT, samples.CONTACT_MOMENT)
    answer(touchpoints, "page", page)
    document = """{ touchpoints {
      edges { cursor node { __typename id } }
      nodes { __typename ... on Interaction { kind } ... on Engagement { flagged }
        ... on ContactMoment { subject } }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      totalCount
      sources { __typename source status requests scanned returned pushedDown residual
        error { __typename code message retryable retryAfterSeconds httpStatus } }
    } }"""
    result = await execute(document)
    assert result.errors is None
    assert result.data == {
        "touchpoints": {
            "edges": [
                {"cursor": "cursor-0", "node": {"__typename": "Interaction", "id": samples.INTERACTION.id}},
                {"cursor": "cursor-1", "node": {"__typename": "Engagement", "id": samples.ENGAGEMENT.id}},
                {
                    "cursor": "cursor-2",
                    "node": {"__typename": "ContactMoment", "id": samples.CONTACT_MOMENT.id},
                },
            ],
            "nodes": [
                {"__typename": "Interaction", "kind": "CALL"},
                {"__typename": "Engagement", "flagged": False},
                {"__typename": "ContactMoment", "subject": "Towels"},
            ],
            "pageInfo": {
                "hasNextPage": True,
                "hasPreviousPage": False,
                "startCursor": "cursor-0",
                "endCursor": "cursor-9",
            },
            "totalCount": 17,
            "sources": [
                {
                    "__typename": "SourceReport",
                    "source": "LIPS",
                    "status": "FAILED",
                    "error": {
                        "__typename": "SourceError",
                        "code": "SOURCE_UNAVAILABLE",
                        "message": "LIPS is down",
                        "retryable": True,
                        "retryAfterSeconds": 1.5,
                        "httpStatus": 503,
                    },
                    "requests": 2,
                    "scanned": 3,
                    "returned": 1,
                    "pushedDown": ["occurredAt"],
                    "residual": ["channels"],
                }
            ],
        }
    }


@pytest.mark.parametrize(
    ("field", "module", "record"),
    [
        ("contacts", contacts, samples.CONTACT),
        ("interactions", interactions, samples.INTERACTION),
        ("engagements", engagements, samples.ENGAGEMENT),
        ("contactMoments", contact_moments, samples.CONTACT_MOMENT),
    ],
)
async def test_each_connection_shows_its_page(
    execute: Execute, answer: Answer, field: str, module: Any, record: Any
) -> None:
    """Edges and nodes of one type."""
    answer(module, "page", samples.page_of(record))
    result = await execute(
        f"{{ page: {field} {{ edges {{ cursor node {{ id }} }} nodes {{ id }} totalCount sources {{ source }}"
        " pageInfo { hasNextPage } } }"
    )
    assert result.errors is None
    assert result.data == {
        "page": {
            "edges": [{"cursor": "cursor-0", "node": {"id": record.id}}],
            "nodes": [{"id": record.id}],
            "totalCount": 17,
            "sources": [{"source": "LIPS"}],
            "pageInfo": {"hasNextPage": True},
        }
    }


async def test_connections_of_a_contact_are_asked_for_that_contact(execute: Execute, answer: Answer) -> None:
    """Those of the query are asked for nobody in particular."""
    answer(contacts, "lookup", samples.CONTACT)
    modules = (interactions, engagements, contact_moments, touchpoints)
    calls = [answer(module, "page", samples.page_of()) for module in modules]
    fields = "interactions { totalCount } engagements { totalCount } contactMoments { totalCount }"
    result = await execute(
        f"query ($id: ID!) {{ {fields} touchpoints {{ totalCount }}"
        f" contact(by: {{id: $id}}) {{ {fields} touchpoints(first: 3) {{ totalCount }} }} }}",
        id=samples.CONTACT.id,
    )
    assert result.errors is None
    for made in calls:
        assert {kwargs["of"] for _, kwargs in made} == {None, samples.CONTACT}
    assert sorted(arguments[0].first for arguments, _ in calls[3]) == [3, 25]
