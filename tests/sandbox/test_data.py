"""Generated data: the same each time, and as odd as asked for."""

import hashlib
import json
import os
import subprocess
import sys

import httpx
import pytest

from app.sandbox.options import SandboxOptions
from app.sandbox.server import Sandbox
from tests.sandbox.conftest import headers

STORES = ("lips", "polis", "procurios", "salemove")
_DIGEST = """
import hashlib, json
from app.sandbox.options import SandboxOptions
from app.sandbox.server import Sandbox
sandbox = Sandbox(SandboxOptions(seed=5, quirks=True))
records = [sandbox.lips.records, sandbox.polis.records, sandbox.procurios.records, sandbox.salemove.records]
print(hashlib.sha256(json.dumps(records).encode()).hexdigest())
"""


def records(options: SandboxOptions) -> str:
    sandbox = Sandbox(options)
    return json.dumps([getattr(sandbox, name).records for name in STORES])


def test_the_same_seed_gives_the_same_data_in_another_process() -> None:
    """With another hash seed: no order may hang on it."""
    here = hashlib.sha256(records(SandboxOptions(seed=5, quirks=True)).encode()).hexdigest()
    there = subprocess.run(  # noqa: S603 a constant program
        [sys.executable, "-c", _DIGEST],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONHASHSEED": "77"},
    )
    assert there.stdout.strip() == here


def test_another_seed_gives_other_data() -> None:
    assert records(SandboxOptions(seed=1)) != records(SandboxOptions(seed=2))


def test_sizes_are_the_options_and_the_examples_on_top() -> None:
    sandbox = Sandbox(
        SandboxOptions(contacts=40, interactions_per_contact=2.5, canvasses=7, contact_moments=8, engagements=9)
    )
    assert [len(getattr(sandbox, name)) for name in STORES] == [102, 9, 9, 13]


def test_a_sandbox_may_be_empty_but_for_the_examples() -> None:
    sandbox = Sandbox(
        SandboxOptions(contacts=0, canvasses=0, contact_moments=0, relations=0, engagements=0, visitors=0, customers=0)
    )
    assert [len(getattr(sandbox, name)) for name in STORES] == [2, 2, 1, 4]


def test_without_quirks_every_generated_record_has_every_key_of_its_kind() -> None:
    sandbox = Sandbox(SandboxOptions())
    assert len({frozenset(r) for r in sandbox.lips.records[2:]}) == 2
    assert len({frozenset(r) for r in sandbox.procurios.records}) == 1
    assert len({frozenset(r) for r in sandbox.salemove.records[4:]}) == 1
    assert all("survey" in r["data"] for r in sandbox.polis.records)


@pytest.fixture(scope="module")
def quirky() -> Sandbox:
    return Sandbox(SandboxOptions(quirks=True))


def test_quirks_leave_the_examples_alone(quirky: Sandbox) -> None:
    plain = Sandbox(SandboxOptions())
    for name, count in zip(STORES, (2, 2, 1, 4), strict=True):
        assert getattr(quirky, name).records[:count] == getattr(plain, name).records[:count]


def test_quirks_of_lips(quirky: Sandbox) -> None:
    found = quirky.lips.records
    contacts = [record["contact"] for record in found if record["contact"]]
    assert any("occured_at" in record and "occurred_at" not in record for record in found)
    assert any(record["contact"] is None for record in found)
    assert {type(record["id"]) for record in found} == {int, str}
    assert {type(record["contact_id"]) for record in found} == {int, str}
    assert {type(contact.get("phone_numbers")) for contact in contacts} == {list, str, type(None)}
    assert any(set(contact) == {"id"} for contact in contacts)
    kinds = {record.get("event_type") for record in found}
    assert {"call", "chat", "form", "sms", None} == kinds
    assert any("sentiment" in record for record in found)
    assert [record["call_duration"] for record in found if record.get("call_duration") == "n/a"] == ["n/a"]


def test_quirks_of_the_others(quirky: Sandbox) -> None:
    surveys = [record["data"].get("survey", "missing") for record in quirky.polis.records]
    assert "missing" in surveys
    assert None in surveys
    assert any("mood" in record["data"] for record in quirky.polis.records)
    moments = quirky.procurios.records
    assert any(isinstance(moment["recipients"][0], str) for moment in moments)
    assert {" ", "T"} == {moment["dateTime"][10] for moment in moments}
    assert any(len(moment["dateTime"]) > len("yyyy-mm-ddThh:mm:ss") for moment in moments)
    assert any("sender" not in moment for moment in moments)
    engagements = quirky.salemove.records
    assert "callback" in {engagement["engagement_type"] for engagement in engagements}
    assert any("duration" not in engagement for engagement in engagements)
    assert any(engagement["visitor_name"] is None for engagement in engagements)


def test_a_quirky_number_is_found_by_its_digits() -> None:
    with Sandbox(SandboxOptions(quirks=True)) as sandbox, httpx.Client(headers=headers(sandbox)["LIPS"]) as client:
        spaced = next(
            record
            for record in sandbox.lips.records
            if record["contact"] and "(" in str(record["contact"].get("phone_numbers"))
        )
        number = spaced["contact"]["phone_numbers"][0]["phone_number"]
        digits = "".join(character for character in number if character.isdigit())
        answer = client.get(
            f"{sandbox.urls['LIPS']}/contact_interactions",
            params={
                "global_master_advertiser_id": sandbox.environment()["TOUCHPOINT_LIPS__ADVERTISER_IDS"],
                "event_params[phone_numbers]": f"+{digits}",
                "per_page": 1000,
            },
        )
        assert spaced in answer.json()["contact_interactions"]


def test_unknown_senders_appear_in_transcripts() -> None:
    sandbox = Sandbox(SandboxOptions(quirks=True))
    kinds = {
        message["sender"]["type"] for row in sandbox.salemove.rows() for message in sandbox.salemove.transcript(row)
    }
    assert "bot" in kinds
