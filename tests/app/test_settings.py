from pathlib import Path
from typing import Any

import pytest

from app.settings import Settings, SettingsError, names
from resolvers.model.enums import Source

COMMON = ("BASE_URL", "TIMEOUT_SECONDS", "MAX_CONCURRENCY")
DOCUMENTED = {
    "TOUCHPOINT_PROFILE",
    "TOUCHPOINT_REQUEST_TIMEOUT_SECONDS",
    "TOUCHPOINT_SCAN_BUDGET",
    "TOUCHPOINT_CURSOR_SECRET",
    *(f"TOUCHPOINT_LIPS__{name}" for name in (*COMMON, "TOKEN", "API_KEY", "ADVERTISER_IDS", "CAMPAIGN_IDS")),
    *(f"TOUCHPOINT_POLIS__{name}" for name in (*COMMON, "TOKEN")),
    *(f"TOUCHPOINT_PROCURIOS__{name}" for name in (*COMMON, "TOKEN", "TIMEZONE")),
    *(f"TOUCHPOINT_SALEMOVE__{name}" for name in (*COMMON, "TOKEN", "OPERATOR_IDS", "SITE_IDS")),
    *(f"TOUCHPOINT_CALIQ__{name}" for name in (*COMMON, "API_KEY", "FORMAT")),
}
BASE = "http://vendor.example"


def load(**variables: str) -> Settings:
    return Settings.load({f"TOUCHPOINT_{name}": value for name, value in variables.items()}, env_file=None)


def problems(**variables: str) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        load(**variables)
    return caught.value.problems


def test_the_settings_are_those_of_the_documentation() -> None:
    assert set(names()) == DOCUMENTED
    assert len(names()) == len(DOCUMENTED)


def test_without_any_variable_there_are_the_documented_defaults_and_no_source() -> None:
    settings = load()
    assert settings.profile == "development"
    configuration = settings.configuration()
    assert configuration.sources == {}
    assert (configuration.request_timeout_seconds, configuration.scan_budget) == (30, 50)


@pytest.mark.parametrize(
    ("source", "variable", "value", "expected"),
    [
        *((source, "TIMEOUT_SECONDS", "2.5", 2.5) for source in Source),
        *((source, "MAX_CONCURRENCY", "3", 3) for source in Source),
        *((source, "TOKEN", " t ", "t") for source in Source if source is not Source.CALIQ),
        (Source.LIPS, "API_KEY", "k", "k"),
        (Source.LIPS, "ADVERTISER_IDS", "a", ("a",)),
        (Source.LIPS, "CAMPAIGN_IDS", "a, b,,c ,", ("a", "b", "c")),
        (Source.PROCURIOS, "TIMEZONE", "Europe/Amsterdam", "Europe/Amsterdam"),
        (Source.SALEMOVE, "OPERATOR_IDS", "1", ("1",)),
        (Source.SALEMOVE, "SITE_IDS", "1,2", ("1", "2")),
        (Source.CALIQ, "API_KEY", "k", "k"),
        (Source.CALIQ, "FORMAT", "xml", "xml"),
    ],
)
def test_every_setting_of_a_source_reaches_the_resolvers(
    source: Source, variable: str, value: str, expected: Any
) -> None:
    settings = load(**{f"{source.name}__BASE_URL": BASE, f"{source.name}__{variable}": value})
    found = settings.configuration().sources[source]
    assert getattr(found, variable.lower()) == expected
    assert getattr(type(found)(base_url=BASE), variable.lower()) != expected


def test_the_secret_of_cursors_reaches_the_resolvers_and_is_masked() -> None:
    assert load().configuration().cursor_secret == ""
    settings = load(CURSOR_SECRET=" top secret ")
    assert settings.configuration().cursor_secret == "top secret"
    shown = {name: value for name, value, _ in settings.effective()}
    assert shown["TOUCHPOINT_CURSOR_SECRET"] == "***"
    assert problems(CURSOR_SECRET="é") == ["TOUCHPOINT_CURSOR_SECRET: a credential is printable ASCII"]


def test_the_settings_of_requests_reach_the_resolvers() -> None:
    configuration = load(REQUEST_TIMEOUT_SECONDS="1.5", SCAN_BUDGET="7").configuration()
    assert (configuration.request_timeout_seconds, configuration.scan_budget) == (1.5, 7)


def test_an_empty_base_url_is_none_and_a_trailing_slash_goes() -> None:
    sources = load(
        POLIS__BASE_URL="", LIPS__BASE_URL=" ", CALIQ__BASE_URL="https://caliq.example:8443/v1/"
    ).configuration()
    assert {source: found.base_url for source, found in sources.sources.items()} == {
        Source.CALIQ: "https://caliq.example:8443/v1"
    }


def test_the_case_of_a_variable_does_not_matter() -> None:
    assert Settings.load({"touchpoint_lips__base_url": BASE}, env_file=None).source(Source.LIPS).base_url == BASE


def test_the_environment_wins_over_the_file_even_with_an_empty_value(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text(
        f"TOUCHPOINT_LIPS__BASE_URL={BASE}/file\nTOUCHPOINT_POLIS__BASE_URL={BASE}\nTOUCHPOINT_SCAN_BUDGET=9\nX=y\n"
    )
    settings = Settings.load({"TOUCHPOINT_LIPS__BASE_URL": f"{BASE}/process", "touchpoint_POLIS__BASE_URL": ""}, file)
    assert settings.source(Source.LIPS).base_url == f"{BASE}/process"
    assert settings.source(Source.POLIS).base_url is None
    assert settings.scan_budget == 9


def test_the_file_is_that_of_the_working_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("TOUCHPOINT_PROFILE=production\n")
    assert Settings.load({}).profile == "production"


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_bytes(b"TOUCHPOINT_PROFILE=\xff\n")
    with pytest.raises(SettingsError, match="cannot be read"):
        Settings.load({}, file)


@pytest.mark.parametrize(
    ("wrong", "nearest"),
    [
        ("LIPS__TOKN", "LIPS__TOKEN"),
        ("LIPS_TOKEN", "LIPS__TOKEN"),
        ("PROFIL", "PROFILE"),
        ("SCANBUDGET", "SCAN_BUDGET"),
        ("POLIS__API_KEY", "POLIS__TOKEN"),
        ("CALIQ__FORMATS", "CALIQ__FORMAT"),
        ("SALEMOVE__SITE_ID", "SALEMOVE__SITE_IDS"),
    ],
)
def test_an_unknown_variable_is_an_error_that_names_the_nearest(wrong: str, nearest: str, tmp_path: Path) -> None:
    expected = [f"TOUCHPOINT_{wrong} is not a setting; did you mean TOUCHPOINT_{nearest}?"]
    assert problems(**{wrong: "s3cret"}) == expected
    assert problems(**{wrong.lower(): ""}) == expected
    (tmp_path / ".env").write_text(f"TOUCHPOINT_{wrong}=s3cret\n")
    with pytest.raises(SettingsError) as caught:
        Settings.load({}, tmp_path / ".env")
    assert caught.value.problems == expected


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("PROFILE", "staging"),
        ("LIPS__BASE_URL", "vendor.example"),
        ("LIPS__BASE_URL", "ftp://vendor.example"),
        ("LIPS__BASE_URL", "http://"),
        ("LIPS__BASE_URL", "http://vendor.example:99999"),
        ("LIPS__BASE_URL", "http://vendor.example/?x=1"),
        ("LIPS__BASE_URL", "http://s3cret@vendor.example"),
        ("LIPS__BASE_URL", "http://vendor example"),
        ("LIPS__TIMEOUT_SECONDS", "0"),
        ("LIPS__TIMEOUT_SECONDS", "nan"),
        ("LIPS__TIMEOUT_SECONDS", "inf"),
        ("LIPS__TIMEOUT_SECONDS", "soon"),
        ("LIPS__MAX_CONCURRENCY", "0"),
        ("LIPS__TOKEN", "Bearer s3cret"),
        ("LIPS__TOKEN", "s3cr\u00e9t"),
        ("LIPS__API_KEY", "s3c\nret"),
        ("PROCURIOS__TIMEZONE", "Mars/Olympus"),
        ("PROCURIOS__TIMEZONE", "../etc/passwd"),
        ("CALIQ__FORMAT", "yaml"),
        ("REQUEST_TIMEOUT_SECONDS", "-1"),
        ("SCAN_BUDGET", "0"),
        ("SCAN_BUDGET", "many"),
    ],
)
def test_a_value_that_cannot_be_is_told_with_its_variable_and_without_the_value(variable: str, value: str) -> None:
    (problem,) = problems(**{variable: value})
    assert problem.startswith(f"TOUCHPOINT_{variable}: ")
    assert "\n" not in problem
    assert "s3cr" not in problem


def test_all_problems_are_told_at_once() -> None:
    told = problems(PROFILE="x", SCAN_BUDGET="0", LIPS__TOKN="s", CALIQ__FORMAT="y")
    assert [line.split(" ")[0].rstrip(":") for line in told] == [
        "TOUCHPOINT_LIPS__TOKN",
        "TOUCHPOINT_PROFILE",
        "TOUCHPOINT_CALIQ__FORMAT",
        "TOUCHPOINT_SCAN_BUDGET",
    ]


def test_effective_settings_mask_secrets_and_tell_what_was_set() -> None:
    settings = load(LIPS__TOKEN="s3cret", CALIQ__API_KEY="s3cret", LIPS__CAMPAIGN_IDS="a,b", SCAN_BUDGET="50")
    rows = {name: (value, default) for name, value, default in settings.effective()}
    assert set(rows) == DOCUMENTED
    assert rows["TOUCHPOINT_LIPS__TOKEN"] == rows["TOUCHPOINT_CALIQ__API_KEY"] == ("***", False)
    assert rows["TOUCHPOINT_LIPS__CAMPAIGN_IDS"] == ("a,b", False)
    assert rows["TOUCHPOINT_LIPS__TIMEOUT_SECONDS"] == ("10", True)
    assert rows["TOUCHPOINT_POLIS__TOKEN"] == ("", True)
    assert "s3cret" not in repr(settings)


def test_a_source_tells_what_it_cannot_be_asked_without() -> None:
    settings = load(SALEMOVE__SITE_IDS="1", LIPS__CAMPAIGN_IDS="a", LIPS__TOKEN="t")
    assert {source: settings.missing(source) for source in Source} == {
        Source.LIPS: ["TOUCHPOINT_LIPS__API_KEY"],
        Source.POLIS: ["TOUCHPOINT_POLIS__TOKEN"],
        Source.PROCURIOS: [],
        Source.SALEMOVE: ["TOUCHPOINT_SALEMOVE__TOKEN", "TOUCHPOINT_SALEMOVE__OPERATOR_IDS"],
        Source.CALIQ: ["TOUCHPOINT_CALIQ__API_KEY"],
    }
    assert load().missing(Source.LIPS)[-1] == "TOUCHPOINT_LIPS__ADVERTISER_IDS or TOUCHPOINT_LIPS__CAMPAIGN_IDS"
