"""Caliq: creating customer interactions ("POST api/v1/InteractionCreate")."""

from collections.abc import Mapping, Sequence
from typing import ClassVar, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.sandbox.faults import FaultControl
from app.sandbox.options import SandboxOptions
from app.sandbox.rules.caliq import problem, unique_id
from app.sandbox.rules.caliq_format import answers_in_xml, parameters, refusal, results
from app.sandbox.store import Record, RecordStore, Row, only
from app.sandbox.vendor import Vendor
from app.sandbox.web import RefusalError, credential

CHANNELS: Final = range(1, 6)
_UNKNOWN_CUSTOMER: Final = "Must be created on an already existing customer"


class CaliqStore(RecordStore[Row]):
    """The interactions created, as received but without apiKey; `id` is the UniqueID. Empty at first."""

    def __init__(self, options: SandboxOptions) -> None:
        self.customers: Final = range(1, options.customers + 1)
        self.accounts: Final = {f"AC{number:06d}": number for number in self.customers}
        self.contacts: Final = range(1, 2 * options.customers + 1)
        super().__init__((), options.seed)

    def _row(self, record_id: str, record: Record, about: Mapping[str, str]) -> Row:
        only(about)
        return Row(record_id, record, self.tie(record_id))

    def issues(self, given: Record) -> list[Record]:
        """What is well-formed but does not fit the business; the document shows the form, not the words."""
        found: list[tuple[str, str]] = []
        customer, account, contact = (given.get(name) for name in ("CustomerID", "AccountNo", "ContactID"))
        if customer is not None and customer not in self.customers:
            found.append((_UNKNOWN_CUSTOMER, f"CustomerID {customer}"))
        if account and account not in self.accounts:
            found.append((_UNKNOWN_CUSTOMER, f"AccountNo {account}"))
        elif account and customer in self.customers and self.accounts[account] != customer:
            found.append(("AccountNo and CustomerID name different customers", f"AccountNo {account}"))
        if contact is not None and contact not in self.contacts:
            found.append(("The contact does not exist", f"ContactID {contact}"))
        if given["ChannelID"] not in CHANNELS:
            found.append(("The channel does not exist", f"ChannelID {given['ChannelID']}"))
        return [
            {"ID": number, "Message": message, "ExtraData": extra} for number, (message, extra) in enumerate(found, 1)
        ]


class Caliq(Vendor):
    source: ClassVar[str] = "CALIQ"
    place: ClassVar[float] = 4
    store: CaliqStore

    def __init__(self, options: SandboxOptions, faults: FaultControl) -> None:
        super().__init__(options, faults)
        self.store = CaliqStore(options)

    def settings(self) -> Mapping[str, str]:
        return {"API_KEY": credential("CALIQ", "key")}

    def routes(self) -> Sequence[Route]:
        return (Route("/api/v1/InteractionCreate", self.create, methods=["POST"]),)

    def refusal(self, request: Request, status: int, message: str) -> Response:
        xml = _in_xml(request)
        return Response(refusal(message, xml=xml), status, media_type=_media_type(xml=xml))

    async def create(self, request: Request) -> Response:
        """Create an interaction once for each UniqueID; business problems are a 200 that is not OK."""
        given = parameters(request.headers.get("content-type", ""), await request.body())
        if given.get("apiKey") != credential("CALIQ", "key"):
            raise RefusalError(401, "Not Authorised: the api key is not valid")
        complaint = problem(given, self.faults.current.required_reading)
        if complaint is not None:
            raise RefusalError(400, complaint)
        number = unique_id(given)
        issues: list[Record] = []
        with self.store.lock:
            if self.store.get(number) is None:
                issues = self.store.issues(given)
                if not issues:
                    kept = {name: value for name, value in given.items() if name != "apiKey"}
                    self.store.add({"id": number, **kept})
        xml = _in_xml(request)
        return Response(results(issues, xml=xml), media_type=_media_type(xml=xml))


def _in_xml(request: Request) -> bool:
    return answers_in_xml(request.headers.get("accept", ""), request.headers.get("content-type", ""))


def _media_type(*, xml: bool) -> str:
    return f"application/{'xml' if xml else 'json'}; charset=utf-8"
