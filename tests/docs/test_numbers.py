"""Numbers that stand in running text are those of the code."""

import pytest

from app.http.operation import MOST_BODY_BYTES
from app.main import DRAIN_MARGIN_SECONDS
from resolvers.model import sizes
from resolvers.timeline import order_check
from resolvers.transport import circuit
from resolvers.transport.address import MOST_URL_BYTES
from resolvers.vendors.lips import requests as lips
from resolvers.vendors.lips import seen_contacts
from resolvers.vendors.polis import translate as polis
from resolvers.vendors.procurios import filling, index, moments, requests, since
from schema.conversion import DEFAULT_FIRST, MAX_FIRST
from tests.docs.markdown import ROOT, prose


@pytest.mark.parametrize(
    ("page", "sentence"),
    [
        ("filters.md", f"At most {polis.MOST_QUERIES} lists are read"),
        ("filters.md", f"in portions of {moments.MOST_RELATIONS}"),
        ("filters.md", f"one list of {moments.MOST_RELATIONS} relations"),
        ("filters.md", f"one list of the numbers of {lips.MOST_CONTACTS} contacts"),
        ("filters.md", f"at least {order_check.PROOF} records"),
        ("filters.md", f"and pages of {requests.PAGE_SIZE}"),
        ("filters.md", f"an overlap of {since.OVERLAP.seconds // 60} minute for"),
        ("filters.md", f"an overlap of {since.CLOCK_OVERLAP.seconds // 60} minutes"),
        ("filters.md", f"Every {index.REFILL_SECONDS / 60:g} minutes"),
        ("filters.md", f"At most {filling.MOST_MOMENTS:,} contact moments"),
        ("paging.md", f"`first` is from 1 to {MAX_FIRST}, and {DEFAULT_FIRST} where"),
        ("paging.md", f"for {seen_contacts.KEPT_SECONDS / 60:g} minutes after its last page"),
        ("paging.md", f"{seen_contacts.MOST_TOGETHER:,} contacts for all walks together"),
        ("errors.md", f"| {sizes.MOST_ITEMS:,} items |"),
        ("errors.md", f"| {sizes.MOST_CHARACTERS:,} characters |"),
        ("errors.md", f"and a cursor | {sizes.MOST_TEXT:,} characters |"),
        ("errors.md", f"whose URL would have more than {MOST_URL_BYTES // 1024} KiB is not sent"),
        ("errors.md", f"every {circuit.LONGEST_PROBE_SECONDS:g} seconds at the latest"),
        ("errors.md", f"after {circuit.FIRST_PROBE_SECONDS:g} second first"),
        ("errors.md", f"longer than {MOST_BODY_BYTES // 1024**2} MiB"),
        ("configuration.md", f"the deadline of a request and {DRAIN_MARGIN_SECONDS:g} seconds"),
    ],
)
def test_a_sentence_has_the_number_of_the_code(page: str, sentence: str) -> None:
    text = " ".join(prose(ROOT / "docs" / page).split())
    assert sentence in text
