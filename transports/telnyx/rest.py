"""Telnyx Call Control: the few commands that a call is given.

Each command has an id of its own, under which Telnyx does it once; so each may be sent again.
"""

import uuid
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from transports.phone.rest import REQUEST_SECS, RestAnswer, RestClient, RestRefused, Wire

NOT_FOUND = 404
ENDED = frozenset({90015, 90018})
"""Telnyx's codes for a call that is over, or never was."""


class TelnyxRest:
    """The commands. Every one raises RestRefused."""

    def __init__(self, wire: Wire, *, request_secs: float = REQUEST_SECS) -> None:
        self.client = RestClient("Telnyx", wire, code_of=_code, is_over=_over, request_secs=request_secs)

    async def command(self, sid: str, action: str, body: Mapping[str, Any], *, once: str) -> None:
        """Tell a call to do something. `once`: under the same text Telnyx does it only once."""
        sent = {**body, "command_id": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{sid}/{action}/{once}"))}
        path = f"/v2/calls/{quote(sid, safe='')}/actions/{action}"
        await self.client.ask(action.replace("_", " "), "POST", path, sent, repeatable=True)

    async def dial(self, body: Mapping[str, Any], *, once: str) -> str:
        """Place a call; its id."""
        sent = {**body, "command_id": str(uuid.uuid5(uuid.NAMESPACE_URL, once))}
        answer = await self.client.ask("place a call", "POST", "/v2/calls", sent, repeatable=True)
        data = answer.get("data")
        sid = data.get("call_control_id") if isinstance(data, dict) else None
        if not isinstance(sid, str):
            raise RestRefused("place a call", status=200, code=None, unsure=True)
        return sid

    async def hang_up(self, sid: str, *, once: str) -> None:
        """End a call, ringing or live. One that is over already is no error."""
        try:
            await self.command(sid, "hangup", {}, once=once)
        except RestRefused as refused:
            if not refused.call_is_over:
                raise

    async def is_over(self, sid: str) -> bool:
        """Whether a call has ended."""
        path = f"/v2/calls/{quote(sid, safe='')}"
        try:
            answer = await self.client.ask("read a call", "GET", path, repeatable=True)
        except RestRefused as refused:
            if refused.call_is_over:
                return True
            raise
        data = answer.get("data")
        return not (isinstance(data, dict) and data.get("is_alive"))

    async def close(self) -> None:
        """Let go of connections."""
        await self.client.close()


def _code(answer: RestAnswer) -> int | None:
    errors = answer.body.get("errors")
    first = errors[0] if isinstance(errors, list) and errors else None
    code = str(first.get("code")) if isinstance(first, dict) else ""
    return int(code) if code.isdecimal() else None


def _over(status: int, code: int | None) -> bool:
    return status == NOT_FOUND or code in ENDED
