"""What is sent to Procurios is what its document's examples send."""

import msgspec

from resolvers.vendors.procurios.configuration import Configuration
from resolvers.vendors.procurios.requests import (
    PAGE_SIZE,
    Query,
    create_moment,
    get_type_schema,
    list_moments,
    list_tags,
    list_types,
)
from resolvers.vendors.procurios.source import ProcuriosSource
from tests.vendors.documents import parsed
from tests.vendors.fetches import none_asked

BASE = "/l/contact_moment_api/contact_moment"
ACCEPT = ("accept", "application/vnd.procurios.contact_moment+json; version=1")


def test_a_list_is_asked_for_by_page_alone() -> None:
    request = list_moments(Query(), 2)
    assert (request.method, request.path, request.query) == ("GET", BASE, (("page", "2"),))
    assert request.headers == (ACCEPT,)
    assert PAGE_SIZE == 25


def test_every_parameter_has_the_name_and_the_form_that_the_table_gives_it() -> None:
    query = Query(("123", "124"), "2020-01-01T01:23:45")
    assert list_moments(query, 1).query == (
        ("page", "1"),
        ("since", "2020-01-01T01:23:45"),
        ("relationIds", "123,124"),
    )


def test_types_tags_and_schemas_have_paths_of_their_own() -> None:
    asked = [list_types(), list_tags(), get_type_schema("ContactMomentPhone")]
    assert [(request.method, request.path) for request in asked] == [
        ("GET", f"{BASE}/types"),
        ("GET", f"{BASE}/tags"),
        ("GET", f"{BASE}/type/ContactMomentPhone/schema"),
    ]
    assert all(request.headers == (ACCEPT,) for request in asked)


def test_the_create_example_is_sent_as_documented() -> None:
    body = parsed("procurios/create_request.json")
    request = create_moment("ContactMomentPhone", body)
    assert (request.method, request.path) == ("POST", f"{BASE}/type/ContactMomentPhone")
    assert request.headers == (ACCEPT, ("content-type", "application/json"))
    assert msgspec.json.decode(request.body or b"") == body
    assert not request.safe


def test_whatever_is_in_a_type_stays_one_segment_of_the_path() -> None:
    assert create_moment("a/b", {}).path == f"{BASE}/type/a%2Fb"
    assert get_type_schema("../tags").path == f"{BASE}/type/..%2Ftags/schema"


def test_a_token_is_sent_as_a_bearer_and_none_is_sent_without_one() -> None:
    signed = Configuration(base_url="http://procurios.example", token="access")
    unsigned = Configuration(base_url="http://procurios.example")
    assert ProcuriosSource(signed, none_asked).sign_in == (("authorization", "Bearer access"),)
    assert ProcuriosSource(unsigned, none_asked).sign_in == ()
