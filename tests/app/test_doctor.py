import json
import socket
from pathlib import Path
from typing import Any

import pytest

from app.cli import main
from app.sandbox.server import Sandbox

CREDENTIALS = ("sandbox-lips-token", "sandbox-lips-key", "sandbox-polis-token", "sandbox-caliq-key")


@pytest.fixture
def environment(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """That of a facade of the sandbox."""
    sandbox.reset()
    monkeypatch.chdir(tmp_path)
    for name, value in sandbox.environment().items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def examined(capsys: pytest.CaptureFixture[str], code: int) -> dict[str, Any]:
    assert main(["doctor", "--json"]) == code
    printed = capsys.readouterr()
    assert printed.err == ""
    found: dict[str, Any] = json.loads(printed.out)
    assert found["ok"] is (code == 0)
    return found


def sources(report: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {finding["source"]: finding for finding in report["sources"]}


@pytest.mark.usefixtures("environment")
def test_every_source_is_asked_once_with_its_cheapest_read_and_caliq_is_sent_nothing(
    sandbox: Sandbox, capsys: pytest.CaptureFixture[str]
) -> None:
    found = sources(examined(capsys, 0))
    states = {name: finding["state"] for name, finding in found.items()}
    assert states == {"LIPS": "ok", "POLIS": "ok", "PROCURIOS": "ok", "SALEMOVE": "ok", "CALIQ": "reachable"}
    assert all(finding["latencyMs"] > 0 for finding in found.values())
    assert "not checked: write-only" in found["CALIQ"]["message"]
    asked = {entry.source: entry for entry in sandbox.requests}
    assert sorted(entry.source for entry in sandbox.requests) == ["LIPS", "POLIS", "PROCURIOS", "SALEMOVE"]
    assert all(entry.method == "GET" for entry in asked.values())
    assert ("per_page", "1") in asked["LIPS"].query
    assert ("limit", "1") in asked["POLIS"].query
    assert ("per_page", "1") in asked["SALEMOVE"].query


@pytest.mark.usefixtures("environment")
def test_people_get_a_table_without_secrets(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor"]) == 0
    printed = capsys.readouterr().out
    lines = [line.split() for line in printed.splitlines()]
    assert ["TOUCHPOINT_LIPS__TOKEN", "set", "***"] in lines
    assert ["TOUCHPOINT_SCAN_BUDGET", "default", "50"] in lines
    assert any(line[:2] == ["LIPS", "ok"] and line[-1] == "ms" for line in lines)
    assert not any(secret in printed for secret in CREDENTIALS)


def test_what_fails_is_told_with_its_code_and_exit_1(
    sandbox: Sandbox, environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        nowhere = f"http://127.0.0.1:{closed.getsockname()[1]}"
    environment.setenv("TOUCHPOINT_POLIS__TOKEN", "wrong-s3cret")
    environment.setenv("TOUCHPOINT_SALEMOVE__BASE_URL", nowhere)
    environment.setenv("TOUCHPOINT_CALIQ__BASE_URL", nowhere)
    environment.setenv("TOUCHPOINT_PROCURIOS__TIMEOUT_SECONDS", "0.1")
    sandbox.faults["PROCURIOS"].set(hang_rate=1)
    try:
        report = examined(capsys, 1)
    finally:
        sandbox.reset()
    assert {name: (finding["state"], finding["code"]) for name, finding in sources(report).items()} == {
        "LIPS": ("ok", None),
        "POLIS": ("failed", "SOURCE_UNAUTHENTICATED"),
        "PROCURIOS": ("failed", "SOURCE_TIMEOUT"),
        "SALEMOVE": ("failed", "SOURCE_UNAVAILABLE"),
        "CALIQ": ("failed", "SOURCE_UNAVAILABLE"),
    }
    assert all(finding["message"] for finding in report["sources"] if finding["state"] == "failed")
    assert "s3cret" not in json.dumps(report)


def test_a_source_that_lacks_a_required_setting_is_wrong_and_not_asked(
    sandbox: Sandbox, environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("LIPS__ADVERTISER_IDS", "POLIS__TOKEN", "SALEMOVE__SITE_IDS", "CALIQ__API_KEY"):
        environment.delenv(f"TOUCHPOINT_{name}")
    found = sources(examined(capsys, 1))
    assert found["LIPS"]["message"] == ("TOUCHPOINT_LIPS__ADVERTISER_IDS or TOUCHPOINT_LIPS__CAMPAIGN_IDS is not set")
    assert found["SALEMOVE"]["message"] == "TOUCHPOINT_SALEMOVE__SITE_IDS is not set"
    assert [name for name, finding in found.items() if finding["state"] == "failed"] == [
        "LIPS",
        "POLIS",
        "SALEMOVE",
        "CALIQ",
    ]
    assert [entry.source for entry in sandbox.requests] == ["PROCURIOS"]


def test_a_source_without_a_base_url_is_not_configured_which_is_not_wrong(
    environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    environment.setenv("TOUCHPOINT_POLIS__BASE_URL", "")
    finding = sources(examined(capsys, 0))["POLIS"]
    assert (finding["configured"], finding["state"]) == (False, "not configured")


def test_wrong_settings_are_told_with_exit_1(
    environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    environment.setenv("TOUCHPOINT_LIPS__TOKN", "s3cret")
    expected = "TOUCHPOINT_LIPS__TOKN is not a setting; did you mean TOUCHPOINT_LIPS__TOKEN?"
    assert examined(capsys, 1)["problems"] == [expected]
    assert main(["doctor"]) == 1
    assert expected in capsys.readouterr().out
