"""What a vendor's own settings are marked with."""

from typing import Literal

import pytest

from resolvers.model.configuration import Key, SettingKind, SourceConfiguration, TimeZoneName, Token, setting_kind


class Made(SourceConfiguration, frozen=True, kw_only=True):
    token: Token | None = None
    site_ids: tuple[str, ...] = ()
    second: Key = ""
    zone: TimeZoneName = "UTC"


def test_the_secrets_of_a_source_are_its_credentials_that_are_set() -> None:
    assert Made(base_url="http://x", token="t", second="k", site_ids=("s",)).secrets() == ("t", "k")
    assert Made(base_url="http://x", second="k").secrets() == ("k",)
    assert SourceConfiguration(base_url="http://x").secrets() == ()


@pytest.mark.parametrize(
    ("hint", "kind"),
    [
        (Token, SettingKind.TOKEN),
        (Key | None, SettingKind.KEY),
        (TimeZoneName, SettingKind.TIME_ZONE),
        (str, None),
        (str | None, None),
        (tuple[str, ...], None),
        (Literal["json", "xml"], None),
    ],
)
def test_a_type_tells_its_kind_also_where_it_may_be_null(hint: object, kind: SettingKind | None) -> None:
    assert setting_kind(hint) is kind
