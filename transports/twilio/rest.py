"""Twilio's REST interface: the few requests that a call's control makes, over one small client.

A request that may have been done is never sent again unless doing it twice is the same as doing it once.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from loguru import logger

from calls.control import ControlError

Form = Sequence[tuple[str, str]]
"""Fields of a request, in order; a name may come twice."""

REQUEST_SECS = 4.0
"""Seconds an answer may take."""

PAUSES_SECS = (0.25, 0.75)
"""Before the second and the third attempt."""

TOO_MANY = 429
NOT_FOUND = 404
OVER = frozenset({"completed", "busy", "no-answer", "failed", "canceled"})
NOT_IN_PROGRESS = 21220
"""Twilio's code for a call that is over."""


class RestRefused(ControlError):
    """Twilio did not do it, or did not say that it did."""

    def __init__(self, what: str, *, status: int | None, code: int | None, unsure: bool) -> None:
        """`what`: the request in words, without numbers. `status`: HTTP, None without an answer."""
        shown = f"HTTP {status}" if status is not None else "no answer"
        super().__init__(f"{what}: {shown}" + (f", Twilio error {code}" if code else ""))
        self.status = status
        self.code = code
        self.unsure = unsure
        """Whether it may have been done all the same."""

    @property
    def call_is_over(self) -> bool:
        """Whether the reason is that the call has ended, or never was."""
        return self.code == NOT_IN_PROGRESS or self.status == NOT_FOUND


@dataclass(frozen=True)
class RestAnswer:
    """What came back."""

    status: int
    body: dict[str, Any]


class Unreachable(ConnectionError):
    """A wire could not carry a request: nothing was sent."""


class Wire(Protocol):
    """Carries one request to Twilio and its answer back."""

    async def send(self, method: str, path: str, form: Form) -> RestAnswer:
        """`path` begins with /2010-04-01. Raises Unreachable if nothing was sent, else ConnectionError."""
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...


class TwilioRest:
    """The requests. Every one raises RestRefused; none writes a telephone number into a log."""

    def __init__(self, account_sid: str, wire: Wire, *, request_secs: float = REQUEST_SECS) -> None:
        self.wire = wire
        self._account = f"/2010-04-01/Accounts/{account_sid}"
        self._request_secs = request_secs

    async def create_call(self, form: Form) -> str:
        """Place a call; its SID. Sent again only when Twilio certainly did not take it."""
        answer = await self._ask("place a call", "POST", "/Calls.json", form, repeatable=False)
        return str(answer["sid"])

    async def redirect_call(self, sid: str, twiml: str) -> None:
        """Give a live call a new document."""
        form = [("Twiml", twiml)]
        await self._ask("redirect a call", "POST", f"/Calls/{sid}.json", form, repeatable=False)

    async def end_call(self, sid: str) -> None:
        """End a call, ringing or live. One that is over already is no error."""
        form = [("Status", "completed")]
        try:
            await self._ask("end a call", "POST", f"/Calls/{sid}.json", form, repeatable=True)
        except RestRefused as refused:
            if not refused.call_is_over:
                raise

    async def is_over(self, sid: str) -> bool:
        """Whether a call has ended."""
        try:
            call = await self._ask("read a call", "GET", f"/Calls/{sid}.json", (), repeatable=True)
        except RestRefused as refused:
            if refused.call_is_over:
                return True
            raise
        return call.get("status") in OVER

    async def participants(self, conference: str) -> frozenset[str]:
        """SIDs of the calls that are in a conference now, by its name. Empty if it has not begun."""
        query = f"/Conferences.json?FriendlyName={conference}&Status=in-progress"
        found = await self._ask("find a conference", "GET", query, (), repeatable=True)
        conferences = found.get("conferences") or []
        if not conferences:
            return frozenset()
        path = f"/Conferences/{conferences[0]['sid']}/Participants.json"
        listed = await self._ask("list participants", "GET", path, (), repeatable=True)
        return frozenset(str(each["call_sid"]) for each in listed.get("participants") or [])

    async def close(self) -> None:
        """Let go of connections."""
        await self.wire.close()

    async def _ask(
        self, what: str, method: str, path: str, form: Form, *, repeatable: bool
    ) -> dict[str, Any]:
        """`repeatable`: whether doing it twice is the same as doing it once."""
        for pause in (*PAUSES_SECS, None):
            try:
                return await self._once(what, method, path, form)
            except RestRefused as refused:
                passing = refused.status == TOO_MANY or refused.status is None or refused.status >= 500
                if pause is None or not passing or (refused.unsure and not repeatable):
                    raise
                logger.warning(f"Twilio: {refused}; again in {pause:g} s")
                await asyncio.sleep(pause)
        raise AssertionError("unreachable")

    async def _once(self, what: str, method: str, path: str, form: Form) -> dict[str, Any]:
        try:
            async with asyncio.timeout(self._request_secs):
                answer = await self.wire.send(method, self._account + path, form)
        except Unreachable as error:
            raise RestRefused(what, status=None, code=None, unsure=False) from error
        except (TimeoutError, ConnectionError) as error:
            raise RestRefused(what, status=None, code=None, unsure=True) from error
        if 200 <= answer.status < 300:
            return answer.body
        code = answer.body.get("code")
        number = code if isinstance(code, int) else None
        raise RestRefused(what, status=answer.status, code=number, unsure=answer.status >= 500)
