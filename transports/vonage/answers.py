"""What Vonage is told to do next with a caller's call or a person's leg."""

from calls.control import LegEvent
from calls.gate import TurnedAway
from transports.phone.callers import CallerCall, Step
from transports.phone.legs import MOST_ASKS, PersonLeg
from transports.phone.public import PublicUrl
from transports.phone.wording import Wording
from transports.vonage import ncco
from transports.vonage.addresses import caller_address, leg_address, leg_stream_address, stream_address
from transports.vonage.rest import Ncco

MESSAGE_SECS = 120
"""The longest message."""

AFTER_BRIEF_SECS = 1
"""For an answer after the briefing, before the question is asked."""

ANSWER_SECS = 5
"""Seconds for an answer, before the question is asked again."""

OVERFLOW_RING_SECS = 30
"""Seconds that the number rings to which a caller is connected who did not get in."""


def to_agent(caller: CallerCall, wording: Wording) -> Ncco:
    """The caller's call goes onto our media stream; then we are asked. If we are not there, a message is
    taken."""
    return [
        ncco.connect_stream(stream_address(caller), caller.sid),
        ncco.ask_us(caller_address(caller.public, caller.sid, "after-stream"), caller.sid, caller.to),
        *take_message(caller.public, caller.sid, wording.apology, wording.language, wording),
    ]


def to_conversation(name: str) -> Ncco:
    """The caller meets the person; if the caller hangs up, that ends for both."""
    return [ncco.conversation(name, ends=True)]


def to_number(caller: CallerCall, number: str, ring_secs: int) -> Ncco:
    """The caller is connected to a number."""
    asked = caller_address(caller.public, caller.sid, "after-dial")
    return [ncco.connect_number(number, caller.to, ring_secs, asked)]


def next_ncco(caller: CallerCall, step: Step, wording: Wording) -> Ncco | None:
    """A step, as actions; None: what it does already goes on."""
    if step is Step.RETURN:
        return to_agent(caller, wording)
    if step is Step.STAY:
        return None
    if step is Step.FAREWELL and caller.terms.farewell:
        return goodbye(caller.terms.farewell, wording)
    if step is Step.MESSAGE:
        return take_message(caller.public, caller.sid, wording.apology, wording.language, wording)
    return silent_end()


def take_message(public: PublicUrl, sid: str, apology: str, language: str, wording: Wording) -> Ncco:
    """A sentence, and a message is taken."""
    said = [ncco.talk(apology, language=language)] if apology else []
    # What follows begins when the recording has ended, since it says when it ends.
    recording = ncco.record(caller_address(public, sid, "message"), MESSAGE_SECS)
    return [*said, recording, ncco.talk(wording.message_taken, language=wording.language)]


def away(away: TurnedAway, public: PublicUrl, sid: str, to: str, wording: Wording) -> Ncco:
    """A caller who does not get in."""
    said = [ncco.talk(away.say, language=away.language)] if away.say else []
    if away.dial is not None:
        then = "message" if away.message else "end"
        asked = caller_address(public, sid, f"dialled/{then}")
        return [*said, ncco.connect_number(away.dial, to, OVERFLOW_RING_SECS, asked)]
    if away.message:
        return take_message(public, sid, away.say, away.language, wording)
    return said or silent_end()


def opening(leg: PersonLeg, sid: str, wording: Wording) -> Ncco:
    """Something answered: a first sentence, while it is found out whether it is a person."""
    said = ncco.talk(wording.opening, language=wording.language)
    return [said, ncco.ask_us(leg_address(leg, "brief"), sid)]


def briefing(leg: PersonLeg, wording: Wording) -> Ncco:
    """The briefing, and then the question."""
    return _ask(leg, leg.brief, AFTER_BRIEF_SECS, wording)


def question(leg: PersonLeg, wording: Wording) -> Ncco:
    """Whether the person takes the call; asked again until there is an answer, but not for ever."""
    leg.asks += 1
    if leg.asks > MOST_ASKS:
        return goodbye(wording.no_reply, wording)
    asked = wording.ask.format(accept=leg.accept_key, decline=leg.decline_key)
    return _ask(leg, asked, ANSWER_SECS, wording)


def answered(leg: PersonLeg, answer: LegEvent | None, wording: Wording) -> Ncco:
    """What follows from the person's answer; None was none."""
    if answer is LegEvent.ACCEPTED:
        said = ncco.talk(wording.joining, language=wording.language)
        if leg.here:
            return [said, ncco.connect_stream(leg_stream_address(leg), leg.leg.id if leg.leg else "")]
        return [said, ncco.conversation(leg.conference, ends=False)]
    if answer is LegEvent.DECLINED:
        return goodbye(wording.declined, wording)
    return question(leg, wording)


def goodbye(text: str, wording: Wording) -> Ncco:
    """Say something and hang up."""
    return [ncco.talk(text, language=wording.language)]


def silent_end() -> Ncco:
    """Hang up."""
    return [ncco.silence()]


def _ask(leg: PersonLeg, text: str, timeout_secs: int, wording: Wording) -> Ncco:
    said = {**ncco.talk(text, language=wording.language), "bargeIn": True}
    return [said, ncco.hear(leg_address(leg, "reply"), timeout_secs, wording.language)]
