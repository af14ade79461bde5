"""What Telnyx tells of a caller's call, and what it is told to do then.

Every event stands alone: what a call does next comes with it (`State`), or from the gate. So any process may
be told of it, also after the one that took the call is gone.
"""

from loguru import logger

from calls.gate import TurnedAway
from transports.phone.callers import Step, after_dial
from transports.phone.office import Office
from transports.phone.rest import RestRefused
from transports.telnyx.answers import Commands
from transports.telnyx.messages import Event
from transports.telnyx.notices import TALKED
from transports.telnyx.state import State, Then, read_state

OVERFLOW_RING_SECS = 30
"""Seconds that the number rings to which a caller is connected who did not get in."""


class CallerDesk:
    """Takes the events of callers' calls. Every method may raise RestRefused."""

    def __init__(self, office: Office, commands: Commands) -> None:
        self._office = office
        self._commands = commands
        self._takes = {
            "call.initiated": self._initiated,
            "call.answered": self._answered,
            "call.speak.ended": self._spoken,
            "call.recording.saved": self._recorded,
            "call.bridged": self._bridged,
            "call.hangup": self._hung_up,
            "streaming.stopped": self._stream_ended,
            "streaming.failed": self._stream_ended,
        }

    async def take(self, event: Event, host: str) -> None:
        """What follows from an event; nothing from one that is not known."""
        taking = self._takes.get(event.event_type)
        if taking is not None:
            await taking(event, read_state(event.payload.client_state), host)

    # The beginning

    async def _initiated(self, event: Event, state: State, host: str) -> None:
        call = event.payload
        if call.direction != "incoming":
            return
        caller = await self._office.announced(call.call_control_id, call.from_, call.to, host)
        if not isinstance(caller, TurnedAway):
            await self._commands.answer(caller)
            return
        sid, rest = call.call_control_id, self._commands.rest
        if caller.say or caller.dial or caller.message:
            then = State(Then.SPEAK, say=caller.say, dial=caller.dial or "", message=caller.message)
            await rest.command(sid, "answer", {"client_state": then.text}, once="away")
        else:
            await rest.command(sid, "reject", {"cause": "USER_BUSY"}, once="away")

    async def _answered(self, event: Event, state: State, host: str) -> None:
        if state.then is not Then.SPEAK:
            return
        if state.say:
            then = State(Then.INSTEAD, dial=state.dial, message=state.message)
            await self._commands.speak(event.payload.call_control_id, state.say, then, event.id)
        else:
            await self._instead(event, state)

    # What was begun has come to its end

    async def _spoken(self, event: Event, state: State, host: str) -> None:
        sid = event.payload.call_control_id
        match state.then:
            case Then.HANG_UP:
                await self._commands.rest.hang_up(sid, once=event.id)
            case Then.RECORD:
                await self._commands.record(sid, event.id)
            case Then.INSTEAD:
                await self._instead(event, state)

    async def _instead(self, event: Event, state: State) -> None:
        """A caller who did not get in was told so."""
        sid = event.payload.call_control_id
        if state.dial:
            leg = State(Then.OVERFLOW, caller=sid, message=state.message)
            await self._commands.transfer(sid, state.dial, OVERFLOW_RING_SECS, leg, event.id)
        elif state.message:
            await self._commands.record(sid, event.id)
        else:
            await self._commands.rest.hang_up(sid, once=event.id)

    async def _recorded(self, event: Event, state: State, host: str) -> None:
        call = event.payload
        secs = 0
        if call.recording_started_at and call.recording_ended_at:
            secs = max(0, round((call.recording_ended_at - call.recording_started_at).total_seconds()))
        url = next(iter(call.recording_urls.values()), "")
        await self._office.message(call.call_control_id, url, secs)
        await self._commands.goodbye(call.call_control_id, self._office.wording.message_taken, event.id)

    async def _bridged(self, event: Event, state: State, host: str) -> None:
        caller = self._office.book.caller_of(event.payload.call_control_id)
        if caller is not None:
            caller.bridged.set()

    async def _stream_ended(self, event: Event, state: State, host: str) -> None:
        sid = event.payload.call_control_id
        step = await self._office.after_stream(sid, self._office.book.caller_of(sid))
        await self.go_on(sid, step, host, event.id)

    async def _hung_up(self, event: Event, state: State, host: str) -> None:
        call = event.payload
        talked = call.hangup_cause in TALKED
        if state.then is Then.OVERFLOW:
            if not talked and state.message:
                await self._commands.message(state.caller, self._office.wording.nobody_there, event.id)
            elif not talked:
                await self._commands.rest.hang_up(state.caller, once=event.id)
        elif state.then is Then.FORWARDED:
            caller = self._office.book.caller_of(state.caller)
            if caller is not None:
                step = after_dial(caller, spoke=talked, how=call.hangup_cause)
                await self.go_on(caller.sid, self._office.settled(caller, step), host, event.id)
        else:
            await self._office.over(call.call_control_id)

    # How a caller's call goes on

    async def go_on(self, sid: str, step: Step, host: str, once: str, farewell: str = "") -> None:
        """A step, as commands."""
        if step is Step.STAY:
            return
        if step is Step.RETURN:
            back = await self._office.again(sid, host)
            if back is not None:
                await self._commands.stream(back, once)
                return
            step = Step.MESSAGE
        if step is Step.MESSAGE and (away := await self._office.rescue(sid)) is not None:
            then = State(Then.INSTEAD, dial=away.dial or "", message=away.message)
            await self._commands.speak(sid, away.say, then, once)
        elif step is Step.MESSAGE:
            await self._commands.message(sid, self._office.wording.apology, once)
        elif step is Step.FAREWELL and farewell:
            await self._commands.goodbye(sid, farewell, once)
        else:
            await self._commands.rest.hang_up(sid, once=once)


def excused(refused: RestRefused) -> bool:
    """Whether a command was refused because there is no call any more."""
    if not refused.call_is_over:
        logger.warning(f"Telnyx: {refused}")
    return refused.call_is_over
