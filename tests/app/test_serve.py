import os
import re
import signal
from pathlib import Path

import httpx
import pytest

from app.commands import embedded
from app.commands.embedded import EmbeddedSandbox
from app.commands.errors import CommandError
from app.settings import Settings, names
from tests.app.serving import address, alive, children, command, eventually

DOCUMENT = {"query": "{ sources { source configured } engagements(first: 2) { edges { cursor } } }"}


def test_serve_with_sandbox_answers_over_all_five_sources(tmp_path: Path) -> None:
    """Settings of the user's own for the sources do not get in the way, wherever they are."""
    (tmp_path / ".env").write_text("TOUCHPOINT_LIPS__CAMPAIGN_IDS=mine\n")
    mine = {"TOUCHPOINT_POLIS__BASE_URL": "http://127.0.0.1:1", "touchpoint_salemove__token": "mine"}
    with command("serve", "--sandbox", "--port", "0", cwd=tmp_path, environment=mine) as process:
        url = address(process)
        answer = httpx.post(f"{url}/graphql", json=DOCUMENT, timeout=10).json()
        assert "errors" not in answer
        assert [source["configured"] for source in answer["data"]["sources"]] == [True] * 5
        assert len(answer["data"]["engagements"]["edges"]) == 2
        assert httpx.get(f"{url}/readyz").status_code == 200
        (sandbox,) = children(process.pid)
        # The terminal interrupts a whole group; the last answers may still need the sandbox.
        assert os.getpgid(sandbox) != os.getpgid(process.pid)
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 0
        assert not alive(sandbox)
        assert process.stderr is not None
        assert process.stderr.read() == ""


def test_the_sandbox_is_gone_after_its_parent_is_killed(tmp_path: Path) -> None:
    with command("serve", "--sandbox", "--port", "0", cwd=tmp_path) as process:
        address(process)
        (sandbox,) = children(process.pid)
        assert alive(sandbox)
        process.kill()
        process.wait(10)
        eventually(lambda: not alive(sandbox))


def test_workers_share_one_sandbox_and_end_with_the_one_that_started_them(tmp_path: Path) -> None:
    with command("serve", "--sandbox", "--port", "0", "--workers", "2", cwd=tmp_path) as process:
        url = address(process)
        assert httpx.get(f"{url}/readyz", timeout=10).status_code == 200
        eventually(lambda: len(children(process.pid)) == 4)
        started = children(process.pid)
        # The sandbox, the two workers, and multiprocessing's resource tracker.
        assert sum(b"app.cli\0sandbox" in Path(f"/proc/{pid}/cmdline").read_bytes() for pid in started) == 1
        process.kill()
        process.wait(10)
        eventually(lambda: not any(map(alive, started)))


def test_without_any_source_it_serves_and_warns(tmp_path: Path) -> None:
    with command("serve", "--port", "0", cwd=tmp_path) as process:
        url = address(process)
        answer = httpx.post(f"{url}/graphql", json={"query": "{ sources { configured } }"}, timeout=10).json()
        assert answer["data"]["sources"] == [{"configured": False}] * 5
        process.terminate()
        assert process.wait(10) == 0
        assert process.stderr is not None
        (line,) = process.stderr.read().splitlines()
    assert re.fullmatch(r"\d{4}-\d\d-\d\d [\d:,]+ WARNING touchpoint: no source is configured.*", line)


def test_a_sandbox_that_does_not_start_ends_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "_COMMAND", ("-c", "raise SystemExit(1)"))
    with pytest.raises(CommandError, match="did not start"), EmbeddedSandbox():
        raise AssertionError("it started")


def test_the_embedded_sandbox_replaces_sources_and_leaves_limits(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("TOUCHPOINT_LIPS__CAMPAIGN_IDS=mine\n")
    before = {"TOUCHPOINT_CALIQ__FORMAT": "xml", "TOUCHPOINT_CALIQ__TIMEOUT_SECONDS": "3"}
    for name, value in before.items():
        monkeypatch.setenv(name, value)
    script = "print('TOUCHPOINT_CALIQ__BASE_URL=http://127.0.0.1:9')"
    monkeypatch.setattr(embedded, "_COMMAND", ("-c", script))
    # What it sets is undone with the test: these are already known to the patch.
    for variable in names():
        monkeypatch.setenv(variable, before.get(variable, ""))
    with EmbeddedSandbox():
        settings = Settings.load()
    shown = {name: value for name, value, _ in settings.effective()}
    assert shown["TOUCHPOINT_CALIQ__BASE_URL"] == "http://127.0.0.1:9"
    assert shown["TOUCHPOINT_LIPS__CAMPAIGN_IDS"] == ""
    assert (shown["TOUCHPOINT_CALIQ__FORMAT"], shown["TOUCHPOINT_CALIQ__TIMEOUT_SECONDS"]) == ("json", "3")
