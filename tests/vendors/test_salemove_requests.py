"""What is sent to SaleMove is what its document's examples send."""

from resolvers.model.enums import OrderDirection
from resolvers.vendors.salemove.configuration import Configuration
from resolvers.vendors.salemove.requests import (
    Query,
    export_engagement,
    get_chat_transcript,
    get_engagement,
    list_engagements,
)
from resolvers.vendors.salemove.source import SaleMoveSource
from tests.vendors.fetches import none_asked

OPERATOR = "e1c6bd0b-aef2-4948-8182-85a075f419e0"
SITE = "18529853-4487-4234-be0b-7ca94e1e06bf"
HEADERS = (("accept", "application/vnd.salemove.v1+json"),)


def test_the_list_example_is_sent_as_documented_with_page_and_order_named() -> None:
    request = list_engagements(Query((OPERATOR,), (SITE,), "2015-10-01T13"), 1, 3, OrderDirection.DESC)
    assert (request.method, request.path, request.headers) == ("GET", "/engagements", HEADERS)
    assert request.query == (
        ("operator_ids[]", OPERATOR),
        ("site_ids[]", SITE),
        ("start_date", "2015-10-01T13"),
        ("page", "1"),
        ("per_page", "3"),
        ("order", "desc"),
    )


def test_lists_are_sent_as_one_parameter_for_each_value() -> None:
    query = Query(("o1", "o2"), ("s1", "s2"), None, "2015-10-02T00:00:00.000Z")
    assert list_engagements(query, 2, 100, OrderDirection.ASC).query == (
        ("operator_ids[]", "o1"),
        ("operator_ids[]", "o2"),
        ("site_ids[]", "s1"),
        ("site_ids[]", "s2"),
        ("end_date", "2015-10-02T00:00:00.000Z"),
        ("page", "2"),
        ("per_page", "100"),
        ("order", "asc"),
    )


def test_one_engagement_is_got_by_the_path_of_the_example() -> None:
    request = get_engagement("ef117ae4-f8a9-45e9-874c-087e19c8dbe6")
    assert (request.method, request.path) == ("GET", "/engagements/ef117ae4-f8a9-45e9-874c-087e19c8dbe6")
    assert (request.query, request.headers) == ((), HEADERS)


def test_a_transcript_lies_under_its_engagement() -> None:
    request = get_chat_transcript(OPERATOR)
    assert (request.method, request.path) == ("GET", f"/engagements/{OPERATOR}/chat_transcript")
    assert request.headers == HEADERS


def test_an_export_is_posted_without_a_body() -> None:
    request = export_engagement(SITE)
    assert (request.method, request.path, request.body) == ("POST", f"/engagements/{SITE}/export", None)
    assert request.headers == HEADERS
    assert not request.safe


def test_whatever_is_in_an_id_stays_one_segment_of_the_path() -> None:
    assert export_engagement("a/../b").path == "/engagements/a%2F..%2Fb/export"


def test_the_token_is_signed_in_with_as_the_examples_do() -> None:
    source = SaleMoveSource(Configuration(base_url="http://salemove.example", token="API_TOKEN"), none_asked)
    assert source.sign_in == (("authorization", "Token API_TOKEN"),)
