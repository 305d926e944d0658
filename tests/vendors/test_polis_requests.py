"""What is sent to Polis is what its document's examples send."""

from urllib.parse import parse_qsl

import msgspec
import pytest

from resolvers.model.enums import OrderDirection
from resolvers.vendors.polis.configuration import Configuration
from resolvers.vendors.polis.requests import (
    Query,
    create_interaction,
    delete_interaction,
    get_interaction,
    list_interactions,
    patch_interaction,
)
from resolvers.vendors.polis.source import PolisSource
from tests.vendors.documents import parsed
from tests.vendors.fetches import none_asked

ID = "7da76f74-7951-423a-be41-85a2551d16e7"
CAMPAIGN = "61fbfbaa-5de8-4d17-ac2b-c47f2376265a"
HEADERS = (("content-type", "application/json"),)


def test_the_list_example_is_sent_as_documented_but_sorted_by_time() -> None:
    example = (
        "filter%5B%2Fdata%2FcampaignId%5D=61fbfbaa-5de8-4d17-ac2b-c47f2376265a"
        "&skip=0&limit=9007199254740991&sort=%2Fdata%2Fid&sort=ASC"
    )
    query = Query((("/data/campaignId", CAMPAIGN),))
    request = list_interactions(query, 0, 9007199254740991, OrderDirection.ASC)
    assert (request.method, request.path, request.headers, request.body) == ("GET", "/v2/interactions", HEADERS, None)
    by_time = [(name, "/data/timestamp" if value == "/data/id" else value) for name, value in parse_qsl(example)]
    assert list(request.query) == by_time


def test_sort_is_sent_twice_the_column_before_the_direction() -> None:
    request = list_interactions(Query(), 50, 25, OrderDirection.DESC)
    assert request.query == (("skip", "50"), ("limit", "25"), ("sort", "/data/timestamp"), ("sort", "DESC"))


@pytest.mark.parametrize("attribute", ["campaignId", "contactId", "contactHouseholdId", "householdId"])
def test_every_allowed_attribute_is_a_filter_of_its_own(attribute: str) -> None:
    request = list_interactions(Query(((f"/data/{attribute}", "x"),)), 0, 1, OrderDirection.ASC)
    assert request.query[0] == (f"filter[/data/{attribute}]", "x")


def test_one_interaction_is_got_by_its_id() -> None:
    request = get_interaction(ID)
    assert (request.method, request.path, request.query) == ("GET", f"/v2/interactions/{ID}", ())
    assert request.headers == HEADERS


def test_the_create_example_is_sent_as_documented() -> None:
    body = parsed("polis/create_request.json")
    request = create_interaction(body)
    assert (request.method, request.path, request.headers) == ("POST", "/v2/interactions", HEADERS)
    assert msgspec.json.decode(request.body or b"") == body
    assert not request.safe


def test_the_patch_example_is_sent_as_documented() -> None:
    operations = [
        {"op": "replace", "path": "/successful", "value": False},
        {"op": "replace", "path": "/unavailable", "value": False},
    ]
    request = patch_interaction(ID, "etag_value", operations)
    assert (request.method, request.path) == ("PATCH", f"/v2/interactions/{ID}")
    assert request.headers == (*HEADERS, ("etag", "etag_value"))
    assert msgspec.json.decode(request.body or b"") == parsed("polis/patch_request.json")


def test_the_delete_example_is_sent_as_documented() -> None:
    request = delete_interaction(ID, "etag_value")
    assert (request.method, request.path, request.body) == ("DELETE", f"/v2/interactions/{ID}", None)
    assert request.headers == (*HEADERS, ("etag", "etag_value"))


def test_whatever_is_in_an_id_stays_one_segment_of_the_path() -> None:
    assert get_interaction("../users?a=b").path == "/v2/interactions/..%2Fusers%3Fa%3Db"


def test_the_token_is_sent_as_a_bearer() -> None:
    source = PolisSource(Configuration(base_url="http://polis.example", token="access"), none_asked)
    assert source.sign_in == (("authorization", "Bearer access"),)
