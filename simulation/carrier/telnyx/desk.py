"""The fake Telnyx's REST: which commands it takes, and with which errors it refuses them."""

import hmac
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

from simulation.carrier.leg import CarrierLeg
from simulation.carrier.telnyx.network import API_KEY, CONNECTION, FakeTelnyx
from simulation.carrier.wire import Faults, Operation, faulty
from transports.phone.rest import Body, RestAnswer

E164 = re.compile(r"\+[1-9][0-9]{6,14}")
OK = RestAnswer(200, {"data": {"result": "ok"}})

OPERATIONS: dict[str, Operation] = {
    "bridge": "redirect_call",
    "transfer": "redirect_call",
    "hangup": "end_call",
}
"""Action → what faults call it."""

UNANSWERED = frozenset({"answer", "reject", "hangup"})
"""Commands that a leg takes which was not answered."""


def refusal(status: int, code: int | None, title: str) -> RestAnswer:
    """An error as Telnyx words it."""
    return RestAnswer(status, {"errors": [{"code": str(code), "title": title, "detail": title}]})


class TelnyxDesk:
    """Answers requests."""

    def __init__(self, telnyx: FakeTelnyx) -> None:
        self._telnyx = telnyx
        self._faults = Faults(telnyx.moods.faults)
        self._done: dict[str, RestAnswer] = {}
        """Ids of commands that were done → what was answered."""
        self.asked: list[Operation] = []
        self.commands: list[str] = []
        """Every action that was asked for, in order."""
        self._actions: dict[str, Callable[[CarrierLeg, Mapping[str, Any]], RestAnswer | None]] = {
            "answer": lambda leg, body: telnyx.answer(leg, body.get("stream_url"), body.get("webhook_url")),
            "reject": lambda leg, body: telnyx.end(leg, "api", "busy"),
            "hangup": lambda leg, body: telnyx.end(leg, "api"),
            "speak": lambda leg, body: telnyx.speak(leg, body["payload"]),
            "gather_using_speak": lambda leg, body: telnyx.gather(
                leg, body["payload"], body["timeout_millis"] / 1000
            ),
            "record_start": lambda leg, body: telnyx.record(leg, body["max_length"]),
            "streaming_start": lambda leg, body: telnyx.stream(leg, body["stream_url"]),
            "streaming_stop": lambda leg, body: telnyx.stop_stream(leg),
            "bridge": self._bridge,
            "transfer": self._transfer,
        }

    def is_ours(self, authorization: str) -> bool:
        """See `Desk`."""
        return hmac.compare_digest(authorization.encode(), f"Bearer {API_KEY}".encode())

    async def handle(self, method: str, path: str, body: Body) -> RestAnswer:
        """See `Desk`."""
        assert isinstance(body, Mapping) or not body, "Telnyx takes JSON alone"
        sent = body if isinstance(body, Mapping) else {}
        match (method, *(unquote(part) for part in urlsplit(path).path.strip("/").split("/"))):
            case ("POST", "v2", "calls"):
                return await self._order(sent)
            case ("POST", "v2", "calls", sid, "actions", action):
                return await self._command(sid, action, sent)
            case ("GET", "v2", "calls", sid):
                self.asked.append("read_call")
                leg = self._telnyx.leg(sid)
                if leg is None:
                    return refusal(404, 90015, "Invalid Call Control ID")
                return RestAnswer(200, {"data": {"call_control_id": sid, "is_alive": not leg.final}})
        return refusal(404, 10005, "Resource not found")

    async def _order(self, body: Mapping[str, Any]) -> RestAnswer:
        self.asked.append("create_call")
        return await self._once("create_call", str(body.get("command_id")), lambda: self._dial(body))

    def _dial(self, body: Mapping[str, Any]) -> RestAnswer:
        to, from_ = body.get("to", ""), body.get("from", "")
        if body.get("connection_id") != CONNECTION:
            return refusal(422, 10015, "Invalid connection_id")
        if not E164.fullmatch(to) or not E164.fullmatch(from_):
            return refusal(422, 10016, "Phone number must be in +E164 format")
        leg = self._telnyx.dial(
            to,
            from_,
            float(body.get("timeout_secs", 30)),
            body["webhook_url"],
            body.get("client_state", ""),
            detect=body.get("answering_machine_detection") == "detect",
        )
        return RestAnswer(200, {"data": {"call_control_id": leg.sid, "is_alive": True}})

    async def _command(self, sid: str, action: str, body: Mapping[str, Any]) -> RestAnswer:
        doing = self._actions.get(action)
        operation = OPERATIONS.get(action)
        self.commands.append(action)
        if operation is not None:
            self.asked.append(operation)
        leg = self._telnyx.leg(sid)
        if doing is None or leg is None:
            return refusal(404, 90015, "Invalid Call Control ID")

        def do() -> RestAnswer:
            if leg.final:
                return refusal(422, 90018, "Call has already ended")
            if not leg.live and action not in UNANSWERED:
                return refusal(422, 90034, "Call not answered yet")
            if "client_state" in body:
                leg.state = body["client_state"]
            return doing(leg, body) or OK

        return await self._once(operation, str(body.get("command_id")), do)

    async def _once(
        self, operation: Operation | None, command_id: str, do: Callable[[], RestAnswer]
    ) -> RestAnswer:
        if command_id in self._done:
            return self._done[command_id]
        fault = self._faults.next(operation) if operation is not None else None
        if fault is not None and not fault.done_all_the_same:
            return await faulty(fault, refusal(fault.status, fault.code, "The carrier is in a mood"))
        answer = self._done[command_id] = do()
        if fault is not None:
            return await faulty(fault, refusal(fault.status, fault.code, "The carrier is in a mood"))
        return answer

    def _bridge(self, leg: CarrierLeg, body: Mapping[str, Any]) -> RestAnswer | None:
        other = self._telnyx.leg(str(body.get("call_control_id")))
        if other is None or not other.live:
            return refusal(422, 90018, "Call has already ended")
        self._telnyx.bridge(leg, other, park=body.get("park_after_unbridge") == "self")
        return None

    def _transfer(self, leg: CarrierLeg, body: Mapping[str, Any]) -> RestAnswer | None:
        if not E164.fullmatch(str(body.get("to"))):
            return refusal(422, 10016, "Phone number must be in +E164 format")
        state = str(body.get("target_leg_client_state", ""))
        self._telnyx.transfer(
            leg, str(body["to"]), float(body.get("timeout_secs", 30)), state, body.get("webhook_url")
        )
        return None
