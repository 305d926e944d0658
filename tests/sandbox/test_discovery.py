"""A vendor is simulated because its module is there."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from app.sandbox import discovery, vendors
from app.sandbox.server import Sandbox
from tests.sandbox.test_server import SMALL

MODULE = """
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.sandbox.store import RecordStore, Row, only
from app.sandbox.vendor import Vendor
from app.sandbox.web import credential, json_response


class Store(RecordStore[Row]):
    def _row(self, record_id, record, about):
        only(about)
        return Row(record_id, record, self.tie(record_id))


class Simulated(Vendor):
    source = "{source}"

    def __init__(self, options, faults):
        super().__init__(options, faults)
        self.store = Store((), options.seed)

    def settings(self):
        return {{"TOKEN": credential(self.source, "token")}}

    def routes(self):
        return (Route("/notes", self.notes),)

    async def notes(self, request: Request) -> Response:
        return json_response(list(self.store.records))
"""


@pytest.fixture
def another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str, str], None]]:
    """Puts one more module beside the vendors, until the test ends."""
    monkeypatch.setattr(vendors, "__path__", [*vendors.__path__, str(tmp_path)])
    made = []

    def put(name: str, source: str) -> None:
        (tmp_path / f"{name}.py").write_text(MODULE.format(source=source))
        made.append(name)

    yield put
    for name in made:
        sys.modules.pop(f"{vendors.__name__}.{name}", None)
        vars(vendors).pop(name, None)


def test_the_documented_vendors_come_first_and_in_their_order() -> None:
    assert discovery.sources() == ["LIPS", "POLIS", "PROCURIOS", "SALEMOVE", "CALIQ"]


def test_a_module_is_all_that_another_simulated_vendor_takes(another: Callable[[str, str], None]) -> None:
    another("zeta", "ZETA")
    another("delta", "DELTA")
    with Sandbox(SMALL) as sandbox:
        assert list(sandbox.urls)[5:] == list(sandbox.faults)[5:] == ["DELTA", "ZETA"]
        given = sandbox.environment()
        assert given["TOUCHPOINT_ZETA__BASE_URL"] == sandbox.urls["ZETA"]
        assert given["TOUCHPOINT_ZETA__TOKEN"] == "sandbox-zeta-token"
        httpx.post(f"{sandbox.urls['ZETA']}/_sandbox/records", json={"id": 1}).raise_for_status()
        assert httpx.get(f"{sandbox.urls['ZETA']}/notes").json() == [{"id": 1}]
        assert httpx.get(f"{sandbox.urls['DELTA']}/notes").json() == []
        assert [entry.source for entry in sandbox.requests] == ["ZETA", "DELTA"]
        sandbox.reset()
        assert httpx.get(f"{sandbox.urls['ZETA']}/notes").json() == []


def test_a_module_that_is_not_called_as_its_vendor_is_named(another: Callable[[str, str], None]) -> None:
    another("delta", "ZETA")
    with pytest.raises(TypeError, match=r"app\.sandbox\.vendors\.delta has to hold .* source DELTA"):
        Sandbox(SMALL)


def test_without_its_module_a_vendor_is_not_simulated(monkeypatch: pytest.MonkeyPatch) -> None:
    """No name of a vendor stands anywhere else in what is discovered."""
    remaining = [name for name in vendors.names() if name != "polis"]
    monkeypatch.setattr(vendors, "names", lambda: remaining)
    assert discovery.sources() == ["LIPS", "PROCURIOS", "SALEMOVE", "CALIQ"]
