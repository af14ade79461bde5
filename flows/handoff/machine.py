"""The transfer as a state machine: `(state, what happens, now) → (state, what is to be done)`. Pure.

    announce → hold, ring → somebody picks up: briefing and question → join → the agent leaves
                  ↑___________________| busy, nobody, a machine, no: the next call of the plan

A person's leg is either the one being called or hung up: whatever comes late (an order answered after it was
given up, news of another leg) is hung up on arrival. The end is reached once, with one outcome.
"""

from dataclasses import replace
from typing import Any

from calls.control import LegEvent
from calls.transfers import LegResult, TransferOutcome
from flows.handoff.happenings import (
    Aborted,
    Announce,
    Announced,
    Begun,
    CallerCameBack,
    Deed,
    Dial,
    DialFailed,
    DialTaken,
    Finish,
    Forward,
    Forwarded,
    HangUp,
    Happening,
    Hold,
    Join,
    Joined,
    JoinFailed,
    LegTold,
    LineClosed,
    Note,
    Tick,
    Update,
)
from flows.handoff.results import OUTCOMES, PROGRESS, UNANSWERED, WORTH_A_RETRY, is_no_further
from flows.handoff.state import ON_HOLD, Phase, State

ANNOUNCE_SECS = 15.0
"""Seconds after which a transfer goes on although the announcement was not reported as heard."""

RING_GRACE_SECS = 3.0
"""Seconds after its ring time in which a carrier may still report that nobody answered."""

CLEAR_SECS = 5.0
"""Seconds to wait for the answer to an order that was given up."""

JOIN_SECS = 16.0
"""Seconds the carrier has to bring two parties together."""

CLOSED_JOIN_SECS = 8.0
"""The same once the caller's stream is closed: the carrier has begun, or the caller is gone."""


def step(state: State, happening: Happening, now: float) -> tuple[State, tuple[Deed, ...]]:
    """The next state, and what is to be done, in this order. `now`: seconds; never goes back."""
    move = _Move(state, now)
    move.take(happening)
    return move.state, tuple(move.deeds)


class _Move:
    """One step of the machine."""

    def __init__(self, state: State, now: float) -> None:
        self.state, self.now = state, now
        self.deeds: list[Deed] = []

    def take(self, happening: Happening) -> None:
        """Do what follows from it."""
        match happening:
            case Begun():
                self._begin()
            case Announced():
                self._announced()
            case DialTaken(call, leg):
                self._dial_taken(call, leg)
            case DialFailed(call):
                self._dial_failed(call)
            case LegTold(call, leg, event):
                self._leg_told(call, leg, event)
            case Joined(call, parties):
                self._joined(call, parties)
            case JoinFailed(call, caller_gone):
                self._join_failed(call, caller_gone)
            case Forwarded(call):
                self._forwarded(call)
            case CallerCameBack():
                self._came_back()
            case LineClosed(by_carrier):
                self._line_closed(by_carrier)
            case Aborted():
                self._stop(TransferOutcome.CALL_ENDED)
            case Tick():
                self._tick()

    def _set(self, **changes: Any) -> None:
        self.state = replace(self.state, **changes)

    # Beginning

    def _begin(self) -> None:
        if self.state.phase is Phase.IDLE:
            self._set(phase=Phase.ANNOUNCING, deadline=self.now + ANNOUNCE_SECS)
            self.deeds.append(Announce(self.state.plan.announce))

    def _announced(self) -> None:
        if self.state.phase is not Phase.ANNOUNCING:
            return
        if self.state.plan.mode == "cold":
            self._forward(0)
            return
        self._set(update_at=self.now + self.state.plan.update_secs)
        self.deeds.append(Hold())
        self._dial(0)

    def _dial(self, call: int) -> None:
        what = self.state.plan.calls[call]
        self._set(
            phase=Phase.RINGING, call=call, leg=None, open=True, far=None, following=None, person_left=False,
            unanswered_orders=self.state.unanswered_orders | {call},
            deadline=self.now + what.ring_secs + RING_GRACE_SECS,
        )  # fmt: skip
        self._note(LegResult.DIALLED)
        self.deeds.append(Dial(call, what))

    def _forward(self, call: int) -> None:
        self._set(phase=Phase.FORWARDING, call=call, far=None, deadline=self.now + JOIN_SECS)
        self._note(LegResult.DIALLED)
        self.deeds.append(Forward(call, self.state.plan.calls[call]))

    # News of a call to a person

    def _dial_taken(self, call: int, leg: str) -> None:
        self._set(unanswered_orders=self.state.unanswered_orders - {call})
        if self._is_ours(call, leg):
            self._set(leg=leg)
        else:
            self._hang_up(leg)
        self._cleared(call)

    def _dial_failed(self, call: int) -> None:
        self._set(unanswered_orders=self.state.unanswered_orders - {call})
        state = self.state
        if call == state.call and state.open and state.phase in (Phase.RINGING, Phase.CONSULTING):
            self._give_up()
            self._failed(LegResult.REJECTED)
        self._cleared(call)

    def _cleared(self, call: int) -> None:
        """The order that was given up has been answered: now the next call may be made."""
        if self.state.phase is Phase.CLEARING and call == self.state.call:
            self._go_on(self.state.following)

    def _leg_told(self, call: int, leg: str, event: LegEvent) -> None:
        if not self._is_ours(call, leg):
            if event not in UNANSWERED:
                self._hang_up(leg)
            return
        if self.state.phase is Phase.DONE:
            return  # the two are joined; what they do now is theirs
        self._set(leg=leg)
        if event in PROGRESS:
            self._progress(leg, event)
        elif self.state.phase is Phase.JOINING:
            # The join tells how it came out; a machine or a no after a yes changes nothing.
            self._set(person_left=self.state.person_left or event in UNANSWERED)
        elif event in (LegEvent.MACHINE, LegEvent.DECLINED):
            self._give_up()
            self._failed(LegResult.VOICEMAIL if event is LegEvent.MACHINE else LegResult.DECLINED)
        else:
            self._set(open=False)
            ringing = self.state.phase is Phase.RINGING
            self._failed(UNANSWERED[event] if ringing else LegResult.LEFT)

    def _progress(self, leg: str, event: LegEvent) -> None:
        self._note(PROGRESS[event])
        if event is LegEvent.ACCEPTED and self.state.phase in (Phase.RINGING, Phase.CONSULTING):
            self._set(phase=Phase.JOINING, deadline=self.now + JOIN_SECS)
            self.deeds.append(Join(self.state.call, leg))
        elif event is not LegEvent.RINGING and self.state.phase is Phase.RINGING:
            self._set(phase=Phase.CONSULTING, deadline=self.now + self.state.plan.consult_secs)

    def _is_ours(self, call: int, leg: str) -> bool:
        """Whether this is the leg that is being called, or, once connected, the one that the caller has."""
        state = self.state
        return call == state.call and state.open and state.leg in (None, leg) and leg not in state.given_up

    def _note(self, result: LegResult) -> None:
        """Put it on record, unless it is no news: notices may come out of order."""
        far = self.state.far
        if far is not None and (far.final or is_no_further(result, far)):
            return
        self._set(far=result)
        self.deeds.append(Note(self.state.call, result))

    # Joining

    def _joined(self, call: int, parties: int) -> None:
        if self.state.phase is not Phase.JOINING or call != self.state.call:
            return
        if parties == 2:
            self._note(LegResult.CONNECTED)
            self._finish(TransferOutcome.CONNECTED)
        else:
            self._not_joined()

    def _join_failed(self, call: int, caller_gone: bool) -> None:
        state = self.state
        if state.phase not in (Phase.JOINING, Phase.FORWARDING) or call != state.call:
            return
        if caller_gone:
            self._stop(TransferOutcome.CALLER_HUNG_UP)
        elif state.phase is Phase.JOINING:
            self._not_joined()
        else:
            self._not_forwarded()

    def _not_joined(self) -> None:
        left = self.state.person_left
        self._give_up()
        if left and not self.state.line_closed:
            self._failed(LegResult.LEFT)
        else:
            result = LegResult.LEFT if left else LegResult.MERGE_FAILED
            self._note(result)
            self._finish(OUTCOMES[result])

    def _forwarded(self, call: int) -> None:
        if self.state.phase is Phase.FORWARDING and call == self.state.call:
            self._note(LegResult.FORWARDED)
            self._finish(TransferOutcome.FORWARDED)

    def _not_forwarded(self) -> None:
        self._note(LegResult.MERGE_FAILED)
        following = self.state.plan.next_target(self.state.call)
        if following is None or self.state.line_closed:
            self._finish(TransferOutcome.MERGE_FAILED)
        else:
            self._forward(following)

    # Failing

    def _failed(self, result: LegResult) -> None:
        """This call to a person came to nothing: the next one, or the end."""
        self._note(result)
        plan, call = self.state.plan, self.state.call
        again = plan.retry_of(call) if result in WORTH_A_RETRY else None
        following = plan.next_target(call) if again is None else again
        if following is None:
            self._finish(OUTCOMES[result])
        elif call in self.state.unanswered_orders and self.state.leg is None:
            self._set(phase=Phase.CLEARING, following=following, deadline=self.now + CLEAR_SECS)
        else:
            self._go_on(following)

    def _go_on(self, following: int | None) -> None:
        assert following is not None
        wait = self.state.plan.calls[following].wait_secs
        if wait > 0:
            self._set(phase=Phase.WAITING, following=following, deadline=self.now + wait)
        else:
            self._dial(following)

    def _give_up(self) -> None:
        """No more of the present leg."""
        self._set(open=False)
        if self.state.leg is not None and not self.state.person_left:
            self._hang_up(self.state.leg)

    def _hang_up(self, leg: str) -> None:
        state = self.state
        if leg in state.given_up or (state.outcome is TransferOutcome.CONNECTED and leg == state.leg):
            return
        self._set(given_up=state.given_up | {leg})
        self.deeds.append(HangUp(leg))

    # The caller, and time

    def _came_back(self) -> None:
        if self.state.phase is Phase.ANNOUNCING or self.state.phase in ON_HOLD:
            self._stop(TransferOutcome.CANCELLED_BY_CALLER)

    def _line_closed(self, by_carrier: bool) -> None:
        state = self.state
        if by_carrier and state.phase in (Phase.JOINING, Phase.FORWARDING):
            # The carrier takes the caller out of our stream in order to join: the answer to that will tell.
            until = self.now + CLOSED_JOIN_SECS
            self._set(line_closed=True, update_at=None, deadline=min(state.deadline or until, until))
        else:
            self._stop(TransferOutcome.CALLER_HUNG_UP)

    def _stop(self, outcome: TransferOutcome) -> None:
        """Whatever goes on is given up."""
        if self.state.phase is Phase.DONE:
            return
        if self.state.far is not None and not self.state.far.final:
            self._note(LegResult.CANCELLED)
        self._give_up()
        self._finish(outcome)

    def _finish(self, outcome: TransferOutcome) -> None:
        self._set(phase=Phase.DONE, outcome=outcome, deadline=None, update_at=None, following=None)
        self.deeds.append(Finish(outcome))

    def _tick(self) -> None:
        state = self.state
        if state.deadline is not None and state.deadline <= self.now:
            self._too_late()
        elif state.update_at is not None and state.update_at <= self.now:
            self._set(update_at=self.now + state.plan.update_secs)
            if state.phase in ON_HOLD:
                answered = state.phase is Phase.CONSULTING
                self.deeds.append(Update(state.plan.update_answered if answered else state.plan.update))

    def _too_late(self) -> None:
        match self.state.phase:
            case Phase.ANNOUNCING:
                self._announced()
            case Phase.RINGING:
                self._give_up()
                self._failed(LegResult.NO_ANSWER)
            case Phase.CONSULTING:
                self._give_up()
                self._failed(LegResult.TIMED_OUT)
            case Phase.CLEARING:
                # A person may still be called by that order: no second one is disturbed.
                self._finish(OUTCOMES[self.state.far or LegResult.NO_ANSWER])
            case Phase.WAITING:
                self._go_on_now()
            case Phase.JOINING:
                self._not_joined()
            case Phase.FORWARDING:
                self._note(LegResult.MERGE_FAILED)
                self._finish(TransferOutcome.MERGE_FAILED)
            case _:
                pass

    def _go_on_now(self) -> None:
        assert self.state.following is not None
        self._dial(self.state.following)
