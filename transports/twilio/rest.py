"""Twilio's REST interface: the few requests that a call's control makes."""

from typing import Any
from urllib.parse import quote

from transports.phone.rest import REQUEST_SECS, Form, RestAnswer, RestClient, RestRefused, Wire

NOT_FOUND = 404
OVER = frozenset({"completed", "busy", "no-answer", "failed", "canceled"})
NOT_IN_PROGRESS = 21220
"""Twilio's code for a call that is over."""


class TwilioRest:
    """The requests. Every one raises RestRefused."""

    def __init__(self, account_sid: str, wire: Wire, *, request_secs: float = REQUEST_SECS) -> None:
        self._account = f"/2010-04-01/Accounts/{account_sid}"
        self.client = RestClient("Twilio", wire, code_of=_code, is_over=_over, request_secs=request_secs)

    async def create_call(self, form: Form) -> str:
        """Place a call; its SID. Sent again only when Twilio certainly did not take it."""
        answer = await self._ask("place a call", "POST", "/Calls.json", form, repeatable=False)
        return str(answer["sid"])

    async def redirect_call(self, sid: str, twiml: str) -> None:
        """Give a live call a new document."""
        form = [("Twiml", twiml)]
        await self._ask("redirect a call", "POST", _call(sid), form, repeatable=False)

    async def end_call(self, sid: str) -> None:
        """End a call, ringing or live. One that is over already is no error."""
        form = [("Status", "completed")]
        try:
            await self._ask("end a call", "POST", _call(sid), form, repeatable=True)
        except RestRefused as refused:
            if not refused.call_is_over:
                raise

    async def is_over(self, sid: str) -> bool:
        """Whether a call has ended."""
        try:
            call = await self._ask("read a call", "GET", _call(sid), (), repeatable=True)
        except RestRefused as refused:
            if refused.call_is_over:
                return True
            raise
        return call.get("status") in OVER

    async def participants(self, conference: str) -> frozenset[str]:
        """SIDs of the calls that are in a conference now, by its name. Empty if it has not begun."""
        query = f"/Conferences.json?FriendlyName={_quoted(conference)}&Status=in-progress"
        found = await self._ask("find a conference", "GET", query, (), repeatable=True)
        conferences = found.get("conferences") or []
        if not conferences:
            return frozenset()
        path = f"/Conferences/{_quoted(conferences[0]['sid'])}/Participants.json"
        listed = await self._ask("list participants", "GET", path, (), repeatable=True)
        return frozenset(str(each["call_sid"]) for each in listed.get("participants") or [])

    async def close(self) -> None:
        """Let go of connections."""
        await self.client.close()

    async def _ask(
        self, what: str, method: str, path: str, form: Form, *, repeatable: bool
    ) -> dict[str, Any]:
        return await self.client.ask(what, method, self._account + path, form, repeatable=repeatable)


def _code(answer: RestAnswer) -> int | None:
    code = answer.body.get("code")
    return code if isinstance(code, int) else None


def _over(status: int, code: int | None) -> bool:
    return code == NOT_IN_PROGRESS or status == NOT_FOUND


def _call(sid: str) -> str:
    return f"/Calls/{_quoted(sid)}.json"


def _quoted(text: object) -> str:
    """A part of a path that can be nothing else, whatever it holds."""
    return quote(str(text), safe="")
