"""The interpreter: a leg follows an NCCO, action by action, and asks for the next one."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, Protocol
from urllib.parse import urlsplit

from calls.clock import utc_now
from simulation.carrier.conference import Entry
from simulation.carrier.leg import Asked, CarrierLeg, Reply
from simulation.carrier.saying import spoken_secs
from simulation.dialling import Dialled
from simulation.exchange import SocketRefused

MOST_NCCOS = 100
"""In one go; more is a circle."""

STREAM_TYPES = ("audio/l16;rate=8000", "audio/l16;rate=16000", "audio/l16;rate=24000")
MOST_CHARS = 1500

Action = dict[str, Any]
Ncco = list[Action]


class NccoWrong(RuntimeError):
    """An NCCO that Vonage would refuse, or a question that was not answered."""


class CarrierWork(Protocol):
    """What the interpreter needs of the carrier."""

    async def ask(self, leg: CarrierLeg, url: str, fields: dict[str, Any]) -> str:
        """Ask the application. Raises SocketRefused."""
        ...

    async def dial_out(self, leg: CarrierLeg, number: str, from_: str, ring_secs: float) -> CarrierLeg:
        """See `RoomsCarrier`."""
        ...

    async def talk(self, leg: CarrierLeg, other: CarrierLeg) -> None:
        """See `RoomsCarrier`."""
        ...

    async def confer(self, leg: CarrierLeg, name: str, entry: Entry) -> None:
        """See `RoomsCarrier`."""
        ...

    def status_of(self, leg: CarrierLeg) -> str:
        """A leg's status in Vonage's words."""
        ...


class Interpreter:
    """Follows NCCOs for one leg."""

    def __init__(self, carrier: CarrierWork, leg: CarrierLeg) -> None:
        self._carrier = carrier
        self._leg = leg
        self._actions: dict[str, Callable[[Action], Awaitable[Ncco | None]]] = {
            "talk": self._talk,
            "connect": self._connect,
            "notify": self._notify,
            "input": self._input,
            "conversation": self._conversation,
            "record": self._record,
        }
        self._prompt: Action | None = None
        """A `talk` into which may be spoken: it is said while the `input` after it listens."""

    async def run(self, ncco: Ncco) -> None:
        """To the end of the last NCCO. Raises NccoWrong."""
        following: Ncco | None = ncco
        for _ in range(MOST_NCCOS):
            if following is None:
                return
            following = await self._follow(following)
        raise NccoWrong(f"{MOST_NCCOS} NCCOs in a row and no end")

    async def _follow(self, ncco: Ncco) -> Ncco | None:
        for action in ncco:
            perform = self._actions.get(action.get("action", ""))
            if perform is None:
                raise NccoWrong(f"action {action.get('action')!r}; allowed: {', '.join(self._actions)}")
            following = await perform(action)
            if following is not None:
                return following
        return None

    async def _ask(self, action: Action, **fields: Any) -> Ncco | None:
        """What the application answers: another NCCO, or nothing."""
        try:
            answer = await self._carrier.ask(self._leg, action["eventUrl"][0], fields)
        except SocketRefused as error:
            raise NccoWrong(str(error)) from error
        return read_ncco(answer)

    async def _talk(self, action: Action) -> None:
        text = action["text"]
        if not text or len(text) > MOST_CHARS:
            raise NccoWrong(f"a talk of {len(text)} characters; allowed: 1 to {MOST_CHARS}")
        if text.startswith("<speak>"):
            return
        self._leg.heard.append(text)
        if action.get("bargeIn"):
            self._prompt = action
        else:
            await asyncio.sleep(spoken_secs(text))

    async def _input(self, action: Action) -> Ncco | None:
        prompt, self._prompt = self._prompt, None
        texts = (prompt["text"],) if prompt is not None else ()
        asked = Asked(texts, sum(map(spoken_secs, texts)), speech="speech" in action["type"])
        given = Reply()
        try:
            async with asyncio.timeout(asked.secs + action["dtmf"]["timeOut"]):
                given = await self._leg.phone.reply(self._leg, asked)
        except TimeoutError:
            pass
        results = [{"text": given.speech, "confidence": "0.9"}] if given.speech else []
        return await self._ask(
            action,
            dtmf={"digits": given.digits, "timed_out": not given.digits},
            speech={"results": results, "timeout_reason": "end_on_silence_timeout"},
        )

    async def _notify(self, action: Action) -> Ncco | None:
        return await self._ask(action, payload=action["payload"])

    async def _connect(self, action: Action) -> Ncco | None:
        (endpoint,) = action["endpoint"]
        if endpoint["type"] == "websocket":
            if endpoint["content-type"] not in STREAM_TYPES:
                raise NccoWrong(f"content-type {endpoint['content-type']!r}; allowed: {STREAM_TYPES}")
            url = endpoint["uri"]
            try:
                await self._leg.phone.stream(
                    self._leg, Dialled(urlsplit(url).path, endpoint.get("headers", {}), url)
                )
            except SocketRefused:
                return None  # what follows in the NCCO is done
            return None
        number = f"+{endpoint['number']}"
        other = await self._carrier.dial_out(self._leg, number, f"+{action['from']}", action["timeout"])
        if other.live:
            await self._carrier.talk(self._leg, other)
            return None
        if action.get("eventType") == "synchronous":
            return await self._ask(action, status=self._carrier.status_of(other))
        return None

    async def _conversation(self, action: Action) -> None:
        entry = Entry(starts=action.get("startOnEnter", True), ends=action.get("endOnExit", False))
        await self._carrier.confer(self._leg, action["name"], entry)

    async def _record(self, action: Action) -> None:
        began = utc_now()
        secs = await self._leg.phone.leave_message(self._leg, action.get("timeOut", 3600))
        await self._ask(
            action,
            recording_url=f"https://api.nexmo.com/v1/files/{self._leg.sid}",
            start_time=began.isoformat(),
            end_time=(began + timedelta(seconds=secs)).isoformat(),
        )


def read_ncco(answer: str) -> Ncco | None:
    """An NCCO of an answer; None for an empty one. Raises NccoWrong."""
    if not answer.strip():
        return None
    try:
        read = json.loads(answer)
    except ValueError as error:
        raise NccoWrong(f"the answer is no JSON: {answer[:120]!r}") from error
    if not isinstance(read, list):
        raise NccoWrong(f"the answer is no list of actions: {answer[:120]!r}")
    return read
