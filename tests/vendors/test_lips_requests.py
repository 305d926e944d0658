"""What is sent to LIPS is what its document's examples send."""

import msgspec
import pytest

from resolvers.vendors.lips.configuration import Configuration
from resolvers.vendors.lips.requests import Query, list_interactions, update_interaction
from resolvers.vendors.lips.source import LipsSource
from tests.vendors.documents import parsed
from tests.vendors.fetches import none_asked

HEADERS = (("accept", "*/*"), ("content-type", "application/json"))


def test_the_list_example_is_sent_as_documented() -> None:
    request = list_interactions(Query(advertiser_ids=("USA_1",), phone_numbers=("+1243325",)), 1, 25)
    assert (request.method, request.path) == ("GET", "/contact_interactions")
    assert request.query == (
        ("global_master_advertiser_id", "USA_1"),
        ("event_params[phone_numbers]", "+1243325"),
        ("page", "1"),
        ("per_page", "25"),
    )
    assert request.headers == HEADERS
    assert request.body is None
    assert request.safe


def test_every_parameter_has_the_name_that_the_table_gives_it() -> None:
    query = Query(("USA_1", "USA_2"), ("C1", "C2"), ("+31", "+32"), "2021-09-01T00:00:00.000Z", "2021-09-02")
    assert list_interactions(query, 3, 50).query == (
        ("global_master_advertiser_id", "USA_1,USA_2"),
        ("global_master_campaign_id", "C1,C2"),
        ("event_params[phone_numbers]", "+31,+32"),
        ("start_date", "2021-09-01T00:00:00.000Z"),
        ("end_date", "2021-09-02"),
        ("page", "3"),
        ("per_page", "50"),
    )


def test_no_sort_is_sent_for_the_default_is_the_only_order_by_time() -> None:
    names = {name for name, _ in list_interactions(Query(("USA_1",)), 1, 25).query}
    assert names.isdisjoint({"sort_by", "sort_dir"})


def test_the_update_example_is_sent_as_documented() -> None:
    request = update_interaction("1", read=True, important=False)
    assert (request.method, request.path, request.query) == ("PUT", "/contact_interactions/1", ())
    assert request.headers == HEADERS
    assert request.body is not None
    assert msgspec.json.decode(request.body) == parsed("lips/update_request.json")
    assert not request.safe


@pytest.mark.parametrize(
    ("read", "important", "flags"),
    [(True, None, {"read": True}), (None, False, {"important": False}), (None, None, {})],
)
def test_an_update_sends_only_the_flags_that_are_set(
    read: bool | None, important: bool | None, flags: dict[str, bool]
) -> None:
    request = update_interaction("1", read=read, important=important)
    assert msgspec.json.decode(request.body or b"") == {"contact_interaction": flags}


def test_whatever_is_in_an_id_stays_one_segment_of_the_path() -> None:
    assert update_interaction("1/../2?x", read=True, important=None).path == "/contact_interactions/1%2F..%2F2%3Fx"


def test_the_token_and_the_key_are_signed_in_with_as_the_examples_do() -> None:
    configuration = Configuration(base_url="http://lips.example", token="1b01Secret", api_key="SJNPPSecret")
    assert LipsSource(configuration, none_asked).sign_in == (
        ("authorization", "token 1b01Secret"),
        ("x-api-key", "SJNPPSecret"),
    )
