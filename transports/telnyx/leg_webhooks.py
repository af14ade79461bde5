"""What Telnyx tells of a person's leg, from its first ring to its end."""

from calls.control import LegEvent
from transports.phone.callers import Place, after_person
from transports.phone.legs import MOST_ASKS, PersonLeg
from transports.phone.office import Office
from transports.telnyx.answers import AFTER_BRIEF_MS, ANSWER_MS, Commands
from transports.telnyx.messages import Event
from transports.telnyx.notices import of_detection, of_hangup
from transports.telnyx.state import State, Then, read_state
from transports.telnyx.webhooks import CallerDesk


class LegDesk:
    """Takes the events of persons' legs. Every method may raise RestRefused."""

    def __init__(self, office: Office, commands: Commands, callers: CallerDesk) -> None:
        self._office = office
        self._commands = commands
        self._callers = callers
        self._takes = {
            "call.answered": self._answered,
            "call.machine.detection.ended": self._detected,
            "call.speak.ended": self._spoken,
            "call.gather.ended": self._gathered,
        }

    async def take(self, token: str, event: Event, host: str) -> None:
        """What follows from an event; nothing from one that is not known, or of a leg that is not."""
        sid = event.payload.call_control_id
        leg = self._office.leg(token, sid)
        if leg is None:
            if event.event_type == "call.answered":
                await self._not_wanted(event)
            return
        state = read_state(event.payload.client_state)
        if event.event_type == "call.initiated":
            leg.take(LegEvent.RINGING)
        elif event.event_type == "call.hangup":
            await self._hung_up(leg, event, state, host)
        elif (taking := self._takes.get(event.event_type)) is not None:
            await taking(leg, event, state)

    async def _answered(self, leg: PersonLeg, event: Event, state: State) -> None:
        leg.take(LegEvent.ANSWERED)
        if not leg.wanted:
            await self._not_wanted(event)
            return
        then = State(Then.BRIEF, caller=state.caller)
        opening = self._office.wording.opening
        await self._commands.speak(event.payload.call_control_id, opening, then, event.id)

    async def _detected(self, leg: PersonLeg, event: Event, state: State) -> None:
        verdict = of_detection(event.payload.result)
        if verdict is not None:
            leg.take(verdict)
        leg.judged()

    async def _spoken(self, leg: PersonLeg, event: Event, state: State) -> None:
        sid = event.payload.call_control_id
        if state.then is Then.HANG_UP:
            await self._commands.rest.hang_up(sid, once=event.id)
        elif state.then is Then.BRIEF:
            await leg.verdict()
            if leg.wanted:
                then = State(Then.ASK, caller=state.caller)
                await self._commands.ask(sid, leg.brief, AFTER_BRIEF_MS, then, event.id)
            else:
                await self._not_wanted(event)

    async def _gathered(self, leg: PersonLeg, event: Event, state: State) -> None:
        sid, wording = event.payload.call_control_id, self._office.wording
        if leg.notices.over or leg.notices.accepted:
            return
        if not leg.wanted:
            await self._not_wanted(event)
            return
        answer = leg.reply(event.payload.digits, "")
        leg.take(answer or LegEvent.BRIEFED)
        if answer is LegEvent.ACCEPTED and leg.here:
            await self._commands.stream_person(sid, leg, event.id)
        elif answer is LegEvent.DECLINED:
            await self._commands.goodbye(sid, wording.declined, event.id)
        elif answer is None:
            leg.asks += 1
            if leg.asks > MOST_ASKS:
                await self._commands.goodbye(sid, wording.no_reply, event.id)
                return
            asked = wording.ask_keys.format(accept=leg.accept_key, decline=leg.decline_key)
            await self._commands.ask(sid, asked, ANSWER_MS, State(Then.ASK, caller=state.caller), event.id)

    async def _hung_up(self, leg: PersonLeg, event: Event, state: State, host: str) -> None:
        leg.take(of_hangup(event.payload.hangup_cause))
        leg.judged()
        self._office.book.forget_leg(leg)
        caller = self._office.book.caller_of(state.caller)
        if caller is not None and leg.joined and caller.place is Place.CONFERENCE:
            step = self._office.settled(caller, after_person(caller))
            await self._callers.go_on(caller.sid, step, host, event.id, farewell=caller.terms.farewell)

    async def _not_wanted(self, event: Event) -> None:
        gone = self._office.wording.caller_gone
        await self._commands.goodbye(event.payload.call_control_id, gone, event.id)
