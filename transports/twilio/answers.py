"""What Twilio is told to do next with a caller's call or a person's leg."""

from calls.control import LegEvent
from calls.gate import TurnedAway
from transports.phone.callers import CallerCall, Step
from transports.phone.legs import MOST_ASKS, PersonLeg
from transports.phone.public import PublicUrl
from transports.phone.wording import Wording
from transports.twilio.addresses import (
    away_address,
    caller_address,
    leg_address,
    leg_stream_address,
    stream_address,
)
from transports.twilio.twiml import Document

AFTER_BRIEF_SECS = 1
"""Seconds between the end of the briefing and the question; what is pressed or said meanwhile counts."""

ANSWER_SECS = 5
"""Seconds for an answer, before the question is asked again."""

MESSAGE_SECS = 120
"""The longest message."""

OVERFLOW_RING_SECS = 30
"""Seconds that a number rings to which a caller is connected whom no agent can take."""

TOKEN = "token"
"""The stream's parameter that opens it."""


def to_agent(caller: CallerCall, wording: Wording) -> str:
    """The caller's call goes onto our media stream.

    What follows `<Connect>` is said only where the address it asks afterwards cannot be reached.
    """
    if caller.admitted is not None:
        parameters = {TOKEN: caller.admitted.token}
    else:
        parameters = {"from": caller.from_, "to": caller.to}
    after = caller_address(caller, "after-stream")
    document = Document().connect(stream_address(caller), parameters, action=after)
    document.say(wording.apology, language=wording.language)
    return document.record(action=caller_address(caller, "message"), max_secs=MESSAGE_SECS).hang_up().text


def to_conference(caller: CallerCall, name: str) -> str:
    """The caller meets the person."""
    return Document().conference(name, action=caller_address(caller, "after-dial")).text


def to_number(caller: CallerCall, number: str, ring_secs: int) -> str:
    """The caller is connected to a number."""
    return Document().dial(number, action=caller_address(caller, "after-dial"), timeout_secs=ring_secs).text


def next_document(caller: CallerCall, step: Step, wording: Wording) -> str:
    """A step, as a document."""
    if step is Step.RETURN:
        return to_agent(caller, wording)
    if step is Step.STAY:
        return caller.document
    if step is Step.FAREWELL and caller.terms.farewell:
        return goodbye(caller.terms.farewell, wording)
    if step is Step.MESSAGE:
        return message_document(wording, caller_address(caller, "message"))
    return Document().hang_up().text


def message_document(wording: Wording, action: str) -> str:
    """An apology, and a message is taken."""
    document = Document().say(wording.apology, language=wording.language)
    return document.record(action=action, max_secs=MESSAGE_SECS).hang_up().text


def away_document(away: TurnedAway, public: PublicUrl) -> str:
    """What Twilio does with the call of a caller who does not get in, or whom no agent can serve any more."""
    document = Document()
    if away.say:
        document.say(away.say, language=away.language)
    if away.dial is not None:
        then = "message" if away.message else "end"
        return document.dial(
            away.dial, action=away_address(public, f"dialled/{then}"), timeout_secs=OVERFLOW_RING_SECS
        ).text
    if away.message:
        return record_away(document, public)
    return document.hang_up().text if away.say else document.reject().text


def record_away(document: Document, public: PublicUrl) -> str:
    """A message is taken of somebody of whom nothing is known."""
    action = away_address(public, "message")
    return document.record(action=action, max_secs=MESSAGE_SECS).hang_up().text


def opening(leg: PersonLeg, wording: Wording) -> str:
    """Something answered: a first sentence, while it is found out whether it is a person."""
    said = Document().say(wording.opening, language=wording.language)
    return said.redirect(leg_address(leg, "brief")).text


def briefing(leg: PersonLeg, wording: Wording) -> str:
    """The briefing, and then the question."""
    reply = leg_address(leg, "reply")
    document = Document().ask(
        leg.brief, action=reply, timeout_secs=AFTER_BRIEF_SECS, language=wording.language
    )
    return document.redirect(leg_address(leg, "ask")).text


def question(leg: PersonLeg, wording: Wording) -> str:
    """Whether the person takes the call; asked again until there is an answer, but not for ever."""
    leg.asks += 1
    if leg.asks > MOST_ASKS:
        return goodbye(wording.no_reply, wording)
    reply = leg_address(leg, "reply")
    asked = wording.ask.format(accept=leg.accept_key, decline=leg.decline_key)
    document = Document().ask(asked, action=reply, timeout_secs=ANSWER_SECS, language=wording.language)
    return document.redirect(leg_address(leg, "ask")).text


def answered(leg: PersonLeg, answer: LegEvent | None, wording: Wording) -> str:
    """What follows from the person's answer; None was none."""
    if answer is LegEvent.ACCEPTED:
        said = Document().say(wording.joining, language=wording.language)
        if leg.here:
            return said.connect(leg_stream_address(leg), {}, action=None).text
        return said.conference(leg.conference).text
    if answer is LegEvent.DECLINED:
        return goodbye(wording.declined, wording)
    return question(leg, wording)


def goodbye(text: str, wording: Wording) -> str:
    """Say something and hang up."""
    return Document().say(text, language=wording.language).hang_up().text


def silent_end() -> str:
    """Hang up."""
    return Document().hang_up().text
