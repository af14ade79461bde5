"""The interpreter: a leg follows a document, verb by verb, and asks for the next one."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urljoin
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from simulation.carrier.conference import Entry
from simulation.carrier.leg import Asked, CarrierLeg, Reply
from simulation.carrier.saying import PLAY_SECS, spoken_secs
from simulation.dialling import read_stream
from simulation.exchange import SocketRefused

MOST_DOCUMENTS = 100
"""In one go; more is a circle of redirects."""


class TwimlWrong(RuntimeError):
    """A document that Twilio would refuse, or a question that was not answered."""


class HungUp(Exception):
    """A document has ended the call. `status`: what it leaves behind."""

    def __init__(self, status: str = "completed") -> None:
        super().__init__(status)
        self.status = status


@dataclass(frozen=True)
class Page:
    """A document, and the address it came from."""

    text: str
    url: str


class CarrierWork(Protocol):
    """What the interpreter needs of the carrier."""

    async def fetch(self, leg: CarrierLeg, url: str, extra: Mapping[str, str]) -> str:
        """Ask the application. Raises SocketRefused."""
        ...

    async def dial_out(self, leg: CarrierLeg, number: str, from_: str, ring_secs: float) -> CarrierLeg:
        """Call somebody for this leg and wait until they answer or not; cancelled, their leg ends."""
        ...

    async def talk(self, leg: CarrierLeg, other: CarrierLeg) -> None:
        """Both hear each other until the other leg is over; cancelled, the other leg ends."""
        ...

    async def confer(self, leg: CarrierLeg, name: str, entry: Entry) -> None:
        """Be in a conference until it ends; cancelled, leave it."""
        ...

    def new_sid(self, prefix: str) -> str:
        """Another SID."""
        ...


Next = Page | None


class Interpreter:
    """Follows documents for one leg."""

    def __init__(self, carrier: CarrierWork, leg: CarrierLeg) -> None:
        self._carrier = carrier
        self._leg = leg
        self._verbs: dict[str, Callable[[Element, str], Awaitable[Next]]] = {
            "Say": self._say,
            "Play": self._play,
            "Pause": self._pause,
            "Gather": self._gather,
            "Connect": self._connect,
            "Dial": self._dial,
            "Redirect": self._redirect,
            "Record": self._record,
            "Hangup": self._hang_up,
            "Reject": self._reject,
        }

    async def run(self, page: Page) -> None:
        """To the end of the last document. Raises HungUp if a verb ends the call, TwimlWrong."""
        following: Next = page
        for _ in range(MOST_DOCUMENTS):
            following = await self._document(following)
            if following is None:
                return
        raise TwimlWrong(f"{MOST_DOCUMENTS} documents in a row and no end: {page.url}")

    async def _document(self, page: Page) -> Next:
        try:
            root = ElementTree.fromstring(page.text)
        except ElementTree.ParseError as error:
            raise TwimlWrong(f"the answer of {page.url} is no XML: {error}") from error
        if root.tag != "Response":
            raise TwimlWrong(f"the answer of {page.url} is a <{root.tag}>; allowed: <Response>")
        for verb in root:
            perform = self._verbs.get(verb.tag)
            if perform is None:
                raise TwimlWrong(f"{page.url}: <{verb.tag}>; allowed: {', '.join(self._verbs)}")
            following = await perform(verb, page.url)
            if following is not None:
                return following
        return None

    async def _ask(self, url: str, extra: Mapping[str, str]) -> Page:
        try:
            return Page(await self._carrier.fetch(self._leg, url, extra), url)
        except SocketRefused as error:
            raise TwimlWrong(str(error)) from error

    async def _after(self, verb: Element, url: str, extra: Mapping[str, str]) -> Next:
        """What the verb's `action` says; None goes on with the next verb."""
        action = verb.get("action")
        return await self._ask(urljoin(url, action), extra) if action else None

    # Speaking

    async def _say(self, verb: Element, url: str) -> Next:
        text = (verb.text or "").strip()
        if not text:
            raise TwimlWrong(f"{url}: <Say> without words")
        self._leg.heard.append(text)
        await asyncio.sleep(spoken_secs(text))
        return None

    async def _play(self, verb: Element, url: str) -> Next:
        self._leg.heard.append(f"<{(verb.text or '').strip()}>")
        await asyncio.sleep(PLAY_SECS)
        return None

    async def _pause(self, verb: Element, url: str) -> Next:
        await asyncio.sleep(float(verb.get("length", "1")))
        return None

    # Listening

    async def _gather(self, verb: Element, url: str) -> Next:
        wrong = [child.tag for child in verb if child.tag not in ("Say", "Play", "Pause")]
        if wrong:
            raise TwimlWrong(f"{url}: <{wrong[0]}> in <Gather>; allowed: Say, Play, Pause")
        inputs = verb.get("input", "dtmf").split()
        texts = tuple((child.text or "").strip() for child in verb if child.tag == "Say")
        asked = Asked(texts, sum(map(spoken_secs, texts)), speech="speech" in inputs)
        given = await self._first_reply(verb, url, asked)
        if given is None:
            return None
        extra = {"Digits": given.digits, "FinishedOnKey": ""} if given.digits else {}
        if given.speech:
            extra = {"SpeechResult": given.speech, "Confidence": "0.9"}
        action = verb.get("action") or url
        return await self._ask(urljoin(url, action), extra)

    async def _first_reply(self, verb: Element, url: str, asked: Asked) -> Reply | None:
        """What comes first: something pressed or said, or the end of the prompts and the timeout."""
        prompts = asyncio.ensure_future(self._prompts(verb, url))
        reply = asyncio.ensure_future(self._leg.phone.reply(self._leg, asked))
        try:
            await asyncio.wait({prompts, reply}, return_when=asyncio.FIRST_COMPLETED)
            if reply.done():
                return reply.result()
            prompts.result()
            return None
        finally:
            for task in (prompts, reply):
                task.cancel()
            await asyncio.gather(prompts, reply, return_exceptions=True)

    async def _prompts(self, verb: Element, url: str) -> None:
        for child in verb:
            await self._verbs[child.tag](child, url)
        await asyncio.sleep(float(verb.get("timeout", "5")))

    async def _record(self, verb: Element, url: str) -> Next:
        secs = await self._leg.phone.leave_message(self._leg, float(verb.get("maxLength", "3600")))
        sid = self._carrier.new_sid("RE")
        extra = {
            "RecordingSid": sid,
            "RecordingUrl": f"https://api.twilio.com/Recordings/{sid}",
            "RecordingDuration": str(round(secs)),
        }
        return await self._ask(urljoin(url, verb.get("action") or url), extra)

    # Connecting

    async def _connect(self, verb: Element, url: str) -> Next:
        await self._leg.phone.stream(self._leg, read_stream(verb))
        return await self._after(verb, url, {})

    async def _dial(self, verb: Element, url: str) -> Next:
        room = verb.find("Conference")
        if room is not None:
            entry = Entry(
                starts=room.get("startConferenceOnEnter", "true") == "true",
                ends=room.get("endConferenceOnExit", "false") == "true",
            )
            await self._carrier.confer(self._leg, (room.text or "").strip(), entry)
            return await self._after(verb, url, {"DialCallStatus": "completed"})
        nested = verb.find("Number")
        number = ((nested.text if nested is not None else verb.text) or "").strip()
        if not number:
            raise TwimlWrong(f"{url}: <Dial> names nobody; allowed: a number, <Number>, <Conference>")
        from_ = verb.get("callerId") or self._leg.from_
        other = await self._carrier.dial_out(self._leg, number, from_, float(verb.get("timeout", "30")))
        if other.live:
            await self._carrier.talk(self._leg, other)
        extra = {
            "DialCallStatus": other.status,
            "DialCallSid": other.sid,
            "DialCallDuration": str(other.secs),
        }
        return await self._after(verb, url, extra)

    async def _redirect(self, verb: Element, url: str) -> Next:
        return await self._ask(urljoin(url, (verb.text or "").strip()), {})

    async def _hang_up(self, verb: Element, url: str) -> Next:
        raise HungUp

    async def _reject(self, verb: Element, url: str) -> Next:
        raise HungUp("busy" if verb.get("reason") == "busy" else "no-answer")
