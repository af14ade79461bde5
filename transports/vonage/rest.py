"""Vonage's Voice API: the few requests that a call's control makes."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from transports.phone.rest import REQUEST_SECS, RestAnswer, RestClient, RestRefused, Wire

NOT_FOUND = 404
OVER = frozenset({"completed", "busy", "cancelled", "failed", "rejected", "timeout", "unanswered"})

Ncco = Sequence[dict[str, Any]]
"""What a call does, action by action."""


class VonageRest:
    """The requests. Every one raises RestRefused."""

    def __init__(self, wire: Wire, *, request_secs: float = REQUEST_SECS) -> None:
        self.client = RestClient("Vonage", wire, code_of=_code, is_over=_over, request_secs=request_secs)

    async def create_call(self, order: dict[str, Any]) -> str:
        """Place a call; its id. Sent again only when Vonage certainly did not take it."""
        answer = await self.client.ask("place a call", "POST", "/v1/calls", order, repeatable=False)
        sid = answer.get("uuid")
        if not isinstance(sid, str):
            raise RestRefused("place a call", status=200, code=None, unsure=True)
        return sid

    async def redirect_call(self, sid: str, ncco: Ncco) -> None:
        """Give a live call something else to do."""
        body = {"action": "transfer", "destination": {"type": "ncco", "ncco": list(ncco)}}
        await self.client.ask("redirect a call", "PUT", _call(sid), body, repeatable=False)

    async def end_call(self, sid: str) -> None:
        """End a call, ringing or live. One that is over already is no error."""
        try:
            await self.client.ask("end a call", "PUT", _call(sid), {"action": "hangup"}, repeatable=True)
        except RestRefused as refused:
            if not refused.call_is_over:
                raise

    async def look(self, sid: str) -> tuple[bool, str]:
        """Whether a call has ended, and the conversation that it is in."""
        try:
            call = await self.client.ask("read a call", "GET", _call(sid), repeatable=True)
        except RestRefused as refused:
            if refused.call_is_over:
                return True, ""
            raise
        return call.get("status") in OVER, str(call.get("conversation_uuid") or "")

    async def close(self) -> None:
        """Let go of connections."""
        await self.client.close()


def _call(sid: str) -> str:
    return f"/v1/calls/{quote(sid, safe='')}"


def _code(answer: RestAnswer) -> int | None:
    return None  # Vonage's errors have names


def _over(status: int, code: int | None) -> bool:
    return status == NOT_FOUND
