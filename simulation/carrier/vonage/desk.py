"""The fake Vonage's REST: what may be asked, with which errors, and what then happens."""

import base64
import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256

from calls.clock import utc_now
from simulation.carrier.leg import CarrierLeg
from simulation.carrier.vonage.network import APPLICATION, FakeVonage, application_key
from simulation.carrier.wire import Faults, Operation, faulty
from transports.phone.rest import Body, RestAnswer

NUMBER = re.compile(r"[1-9][0-9]{6,14}")
DONE = RestAnswer(204, {})


def refusal(status: int, title: str) -> RestAnswer:
    """An error as Vonage words it."""
    return RestAnswer(status, {"type": "https://developer.vonage.com/api-errors", "title": title})


class VonageDesk:
    """Answers requests."""

    def __init__(self, vonage: FakeVonage) -> None:
        self._vonage = vonage
        self._faults = Faults(vonage.moods.faults)
        self.asked: list[Operation] = []

    def is_ours(self, authorization: str) -> bool:
        """See `Desk`."""
        text, _, signature = authorization.removeprefix("Bearer ").rpartition(".")
        try:
            application_key().public_key().verify(_raw(signature), text.encode(), PKCS1v15(), SHA256())
            claims = json.loads(_raw(text.partition(".")[2]))
        except (ValueError, InvalidSignature):
            return False
        fresh = claims["iat"] - 60 <= utc_now().timestamp() <= claims["exp"]
        return bool(claims["application_id"] == APPLICATION and claims["jti"] and fresh)

    async def handle(self, method: str, path: str, body: Body) -> RestAnswer:
        """See `Desk`."""
        assert isinstance(body, Mapping) or not body, "Vonage takes JSON alone"
        sent = body if isinstance(body, Mapping) else {}
        parts = [unquote(part) for part in urlsplit(path).path.strip("/").split("/")]
        operation = _operation(method, parts, sent)
        if operation is None:
            return refusal(404, "Not Found")
        self.asked.append(operation)
        fault = self._faults.next(operation)
        wrong = refusal(fault.status, "The carrier is in a mood") if fault is not None else DONE
        if fault is not None and not fault.done_all_the_same:
            return await faulty(fault, wrong)
        answer = self._do(operation, parts, sent)
        return answer if fault is None else await faulty(fault, wrong)

    def _do(self, operation: Operation, parts: list[str], sent: Mapping[str, Any]) -> RestAnswer:
        if operation == "create_call":
            return self._create(sent)
        leg = self._vonage.leg(parts[2])
        if leg is None:
            return refusal(404, "Call does not exist")
        if operation == "read_call":
            return RestAnswer(200, self._call(leg))
        if leg.final:
            return refusal(404, "Call is over")
        if operation == "end_call":
            self._vonage.end(leg, "api")
        elif not leg.live:
            return refusal(400, "Call is not in progress")
        else:
            self._vonage.redirect(leg, sent["destination"]["ncco"])
        return DONE

    def _create(self, sent: Mapping[str, Any]) -> RestAnswer:
        (to,) = sent["to"]
        from_ = sent["from"]
        if not NUMBER.fullmatch(to["number"]) or not NUMBER.fullmatch(from_["number"]):
            return refusal(400, "Invalid number")
        leg = self._vonage.dial(
            f"+{to['number']}",
            f"+{from_['number']}",
            float(sent.get("ringing_timer", 60)),
            sent["answer_url"][0],
            sent["event_url"][0],
            detect=sent.get("machine_detection") == "continue",
        )
        return RestAnswer(201, {**self._call(leg), "direction": "outbound"})

    def _call(self, leg: CarrierLeg) -> dict[str, Any]:
        return {
            "uuid": leg.sid,
            "status": self._vonage.status_of(leg),
            "conversation_uuid": self._vonage.room_of(leg),
        }


def _operation(method: str, parts: list[str], sent: Mapping[str, Any]) -> Operation | None:
    match (method, *parts):
        case ("POST", "v1", "calls"):
            return "create_call"
        case ("GET", "v1", "calls", _):
            return "read_call"
        case ("PUT", "v1", "calls", _):
            return {"hangup": "end_call", "transfer": "redirect_call"}.get(str(sent.get("action")))  # type: ignore[return-value]
    return None


def _raw(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
