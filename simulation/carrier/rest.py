"""The fake Twilio's REST: what may be asked, with which errors, and what then happens."""

import base64
import binascii
import hmac
import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from simulation.carrier.blocks import FaultBlock
from simulation.carrier.conference import Conference
from simulation.carrier.leg import Callbacks, CarrierLeg
from simulation.carrier.network import FakeTwilio
from simulation.carrier.rest_faults import RESTED, badly
from simulation.carrier.twiml import Page
from simulation.carrier.wire import Faults, Operation, faulty
from simulation.faults import FaultBoard
from transports.phone.rest import Body, RestAnswer

E164 = re.compile(r"\+[1-9][0-9]{6,14}")
API = "https://api.twilio.com"

Fields = dict[str, list[str]]


def refusal(status: int, code: int | None, message: str) -> RestAnswer:
    """An error as Twilio words it."""
    return RestAnswer(status, {"status": status, "code": code, "message": message})


class RestDesk:
    """Answers requests. A request that was sent is done, whether or not anybody waits for its answer."""

    def __init__(self, twilio: FakeTwilio) -> None:
        self._twilio = twilio
        self._faults = Faults(twilio.moods.faults)
        self.asked: list[Operation] = []
        """Everything that was asked for, in order."""
        self.board: FaultBoard | None = None
        """What goes wrong besides the carrier's moods, under the name `rest`."""

    def is_ours(self, authorization: str) -> bool:
        """See `Desk`."""
        scheme, _, code = authorization.partition(" ")
        try:
            given = base64.b64decode(code, validate=True)
        except binascii.Error:
            return False
        wanted = f"{self._twilio.account_sid}:{self._twilio.auth_token}".encode()
        return scheme == "Basic" and hmac.compare_digest(given, wanted)

    async def handle(self, method: str, path: str, body: Body) -> RestAnswer:
        """Answer a request. `path` may have a query."""
        assert not isinstance(body, Mapping), "Twilio takes forms alone"
        form, parts = body, urlsplit(path)
        fields: Fields = {}
        for name, value in [*form, *parse_qsl(parts.query)]:
            fields.setdefault(name, []).append(value)
        account = f"/2010-04-01/Accounts/{self._twilio.account_sid}/"
        if not parts.path.startswith(account):
            return refusal(404, 20404, "The requested resource was not found")
        rest = parts.path.removeprefix(account).removesuffix(".json").split("/")
        operation = _operation(method, rest, fields)
        if operation is None:
            return refusal(404, 20404, "The requested resource was not found")
        self.asked.append(operation)
        struck = self.board.strike("rest", RESTED) if self.board is not None else None
        if struck is not None:
            return await badly(struck, lambda: self._do(operation, rest, fields))
        fault = self._faults.next(operation)
        if fault is not None and not fault.done_all_the_same:
            return await _faulty(fault)
        answer = self._do(operation, rest, fields)
        return answer if fault is None else await _faulty(fault)

    def _do(self, operation: Operation, rest: Sequence[str], fields: Fields) -> RestAnswer:
        match operation:
            case "create_call":
                return self._create(fields)
            case "find_conference":
                return self._find_conference(fields)
            case "participants":
                return self._participants(rest[1])
        leg = self._twilio.leg(rest[1])
        if leg is None:
            return refusal(404, 20404, f"The requested resource {rest[1]} was not found")
        if operation == "end_call":
            # Ending what is over is no error at Twilio.
            self._twilio.end(leg, "api")
        elif operation == "redirect_call":
            if not leg.live:
                return refusal(400, 21220, "Call is not in-progress. Cannot redirect.")
            self._redirect(leg, fields)
        return RestAnswer(200, _call(leg))

    def _create(self, fields: Fields) -> RestAnswer:
        to, from_ = _one(fields, "To"), _one(fields, "From")
        if not to:
            return refusal(400, 21201, "No 'To' number is specified")
        if not E164.fullmatch(to):
            return refusal(400, 21211, "Invalid 'To' Phone Number")
        if not E164.fullmatch(from_):
            return refusal(400, 21212, "Invalid 'From' Phone Number")
        url, twiml = _one(fields, "Url"), _one(fields, "Twiml")
        if not url and not twiml:
            return refusal(400, 21205, "Url is not a valid URL")
        twilio = self._twilio

        async def page(leg: CarrierLeg) -> Page:
            return Page(twiml, API) if twiml else Page(await twilio.fetch(leg, url, {}), url)

        leg = twilio.place(
            to,
            from_,
            float(_one(fields, "Timeout") or 60),
            page,
            _callbacks(fields),
            detect=bool(_one(fields, "MachineDetection")),
        )
        return RestAnswer(201, _call(leg))

    def _redirect(self, leg: CarrierLeg, fields: Fields) -> None:
        twiml, url = _one(fields, "Twiml"), _one(fields, "Url")
        if twiml:
            self._twilio.redirect(leg, Page(twiml, API))
            return
        page = f"<Response><Redirect>{url}</Redirect></Response>"
        self._twilio.redirect(leg, Page(page, API))

    def _find_conference(self, fields: Fields) -> RestAnswer:
        name, status = _one(fields, "FriendlyName"), _one(fields, "Status")
        found = [
            _conference(each)
            for each in self._twilio.conferences.all
            if (not name or each.name == name) and (not status or each.status == status)
        ]
        return RestAnswer(200, {"conferences": found})

    def _participants(self, sid: str) -> RestAnswer:
        conference = next((each for each in self._twilio.conferences.all if each.sid == sid), None)
        if conference is None:
            return refusal(404, 20404, f"The requested resource {sid} was not found")
        inside = [
            {"call_sid": leg.sid, "conference_sid": sid, "status": "connected", "muted": False, "hold": False}
            for leg in conference.inside
        ]
        return RestAnswer(200, {"participants": inside})


async def _faulty(fault: FaultBlock) -> RestAnswer:
    return await faulty(fault, refusal(fault.status, fault.code, "The carrier is in a mood"))


def _operation(method: str, rest: Sequence[str], fields: Fields) -> Operation | None:
    match (method, *rest):
        case ("POST", "Calls"):
            return "create_call"
        case ("POST", "Calls", _):
            return "end_call" if "Status" in fields else "redirect_call"
        case ("GET", "Calls", _):
            return "read_call"
        case ("GET", "Conferences"):
            return "find_conference"
        case ("GET", "Conferences", _, "Participants"):
            return "participants"
    return None


def _one(fields: Fields, name: str) -> str:
    return fields.get(name, [""])[0]


def _callbacks(fields: Fields) -> Callbacks | None:
    url = _one(fields, "StatusCallback")
    events = frozenset(fields.get("StatusCallbackEvent", ["completed"]))
    detected = _one(fields, "AsyncAmdStatusCallback") if _one(fields, "AsyncAmd") == "true" else ""
    return Callbacks(url, events, detected or None) if url else None


def _call(leg: CarrierLeg) -> dict[str, Any]:
    return {
        "sid": leg.sid,
        "status": leg.status,
        "from": leg.from_,
        "to": leg.to,
        "direction": leg.direction,
        "parent_call_sid": leg.parent,
        "answered_by": leg.answered_by,
        "duration": str(leg.secs) if leg.final else None,
        "start_time": leg.answered.isoformat() if leg.answered else None,
        "end_time": leg.ended.isoformat() if leg.ended else None,
    }


def _conference(conference: Conference) -> dict[str, Any]:
    return {"sid": conference.sid, "friendly_name": conference.name, "status": conference.status}
