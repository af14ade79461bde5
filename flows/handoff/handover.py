"""One call's transfers: the thin shell that does what the state machine says, and tells it what happened."""

import asyncio
from collections.abc import Coroutine, Mapping
from datetime import datetime
from typing import Any

from loguru import logger

from calls.control import CallControl, CallerGone, ControlError, Leg, LegEvent, Terms
from calls.events import TransferCallTold, TransferEnded, TransferRequested
from calls.transfers import LastWords, Requested, TransferOutcome
from flows.handoff.brief import spoken
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
from flows.handoff.machine import step
from flows.handoff.plan import Plan
from flows.handoff.request import wants_back
from flows.handoff.state import Phase, State
from flows.handoff.surroundings import CallerSide as CallerSide
from flows.handoff.surroundings import Surroundings as Surroundings

HANG_UP_TRIES = 3
HANG_UP_AGAIN_SECS = 0.2

CLEAR_UP_SECS = 6.0
"""Seconds to wait for the carrier's last answers: a leg whose order comes through late must be ended."""


class Handover:
    """The transfers of one call, one at a time."""

    def __init__(self, around: Surroundings) -> None:
        self._around = around
        self._queue: asyncio.Queue[Happening] = asyncio.Queue()
        self._tasks: set[asyncio.Task[None]] = set()
        """What the carrier was asked to do."""
        self._words: set[asyncio.Task[None]] = set()
        """What is being said to the caller."""
        self._running: asyncio.Task[None] | None = None
        self._state: State | None = None
        self._settled = asyncio.Event()
        self._brief: dict[str, str] = {}
        self._closed = False
        self.count = 0
        """Transfers begun in this call."""

    @property
    def active(self) -> bool:
        """Whether a person is being fetched, so that the caller is not the agent's."""
        return self._state is not None and self._state.phase is not Phase.DONE

    @property
    def outcome(self) -> TransferOutcome | None:
        """What the last transfer came to; None while it goes on, and before the first."""
        return self._state.outcome if self._state else None

    @property
    def terms(self) -> Terms:
        """What was agreed for the last transfer."""
        return self._state.plan.terms if self._state else Terms()

    async def request(
        self, reason: str, *, destination: str | None = None, brief: Mapping[str, str] = {}
    ) -> Requested:
        """Fetch a person. Returns at once; what becomes of it is told by `Surroundings.ended`.

        Args:
            reason: Why, in a word: `person`, `anger`, `node` ...
            destination: A name of the agent file; None = its default.
            brief: What the flow knows: any of `who verified goal done promised mood next_step`.
        """
        if self.active:
            return Requested("transferring")
        around = self._around
        found = around.directory.find(destination, around.now())
        if isinstance(found, Requested):
            return found
        if self._closed:
            return around.directory.refuse("ending")
        if around.control is None:
            return around.directory.refuse("no_line")
        if self.count >= around.directory.handoff.max_transfers:
            return around.directory.refuse("tried")
        if not await self._cleared_up():
            return around.directory.refuse("tried")
        self._begin(found, around.control, reason, brief)
        return Requested("transferring")

    def is_open(self, at: datetime, *, destination: str | None = None) -> bool:
        """Whether somebody is there at a wall-clock time; yes where nobody is configured."""
        return self._around.directory.is_open(destination, at)

    def last_words(self) -> LastWords | None:
        """The last thing that the caller said; None when that was nothing."""
        return self._around.last_words()

    def heard(self, text: str, *, keys: bool = False) -> None:
        """The caller on hold said something, or pressed keys."""
        handoff = self._around.directory.handoff
        back = handoff.return_key in text if keys else wants_back(text, handoff.return_phrases)
        if self.active and back:
            self._tell(CallerCameBack())

    async def line_closed(self) -> TransferOutcome | None:
        """The caller's stream is closed. Returns what the transfer at hand came to; None without one."""
        if not self.active:
            return None
        control = self._around.control
        self._tell(LineClosed(by_carrier=control is not None and control.has_taken_caller()))
        await self._settled.wait()
        return self.outcome

    def abort(self) -> None:
        """The call ends for a reason of its own."""
        self._closed = True
        if self.active:
            self._tell(Aborted())

    async def close(self) -> None:
        """Leave nothing behind: no leg of a person who is not with the caller, and no task."""
        self.abort()
        if self._running is not None:
            await asyncio.wait({self._running}, timeout=CLEAR_UP_SECS)
        tasks = {*self._tasks, *self._words, *([self._running] if self._running else [])}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    # The machine

    def _begin(self, plan: Plan, control: CallControl, reason: str, brief: Mapping[str, str]) -> None:
        self.count += 1
        self._brief = self._around.brief(reason, brief)
        self._state, self._queue = State(plan), asyncio.Queue()
        self._settled.clear()
        control.agree(plan.terms)
        requested = TransferRequested(
            destination=plan.destination, reason=reason, mode=plan.mode, brief=self._brief
        )
        self._around.write(requested)
        self._send("begun", plan)
        self._tell(Begun())
        self._running = asyncio.create_task(self._run(control), name="transfer")

    async def _run(self, control: CallControl) -> None:
        loop = asyncio.get_running_loop()
        assert self._state is not None
        while self.active or self._state.unanswered_orders or self._tasks:
            happening = await self._next(loop)
            self._state, deeds = step(self._state, happening, loop.time())
            for deed in deeds:
                self._do(deed, control)

    async def _next(self, loop: asyncio.AbstractEventLoop) -> Happening:
        assert self._state is not None
        due = self._state.due
        try:
            async with asyncio.timeout_at(due):
                return await self._queue.get()
        except TimeoutError:
            return Tick()

    def _tell(self, happening: Happening) -> None:
        self._queue.put_nowait(happening)

    async def _cleared_up(self) -> bool:
        """Whether nothing is left of an earlier transfer; waits a moment for the carrier's last answers."""
        if self._running is None:
            return True
        await asyncio.wait({self._running}, timeout=CLEAR_UP_SECS)
        return self._running.done()

    # What it does

    def _do(self, deed: Deed, control: CallControl) -> None:
        side = self._around.side
        match deed:
            case Announce(text):
                side.guard()
                self._spawn(self._announce(text), self._words)
            case Hold():
                side.hold()
            case Update(text):
                self._spawn(side.say(text), self._words)
            case Dial(call, what):
                self._spawn(self._dial(control, call, what.number, what.ring_secs))
            case HangUp(leg):
                self._spawn(self._hang_up(control, leg))
            case Join(call, leg):
                self._spawn(self._join(control, call, leg))
            case Forward(call, what):
                self._spawn(self._forward(control, call, what.number))
            case Note(call, result):
                self._note(call, result)
            case Finish(outcome):
                self._finish(outcome)

    async def _announce(self, text: str) -> None:
        await self._around.side.say(text)
        self._tell(Announced())

    async def _dial(self, control: CallControl, call: int, number: str, ring_secs: float) -> None:
        async def told(leg: Leg, event: LegEvent) -> None:
            self._tell(LegTold(call, leg.id, event))

        try:
            leg = await control.dial(number, brief=spoken(self._brief), ring_secs=ring_secs, on_event=told)
        except Exception as error:  # whatever it is, nobody was called
            logger.warning(f"call {call} of the transfer was not placed: {error}")
            self._tell(DialFailed(call))
        else:
            self._tell(DialTaken(call, leg.id))

    async def _hang_up(self, control: CallControl, leg: str) -> None:
        for attempt in range(1, HANG_UP_TRIES + 1):
            try:
                await control.hang_up(Leg(leg))
                return
            except ControlError as error:
                logger.warning(f"a person's leg could not be ended, attempt {attempt}: {error}")
                await asyncio.sleep(HANG_UP_AGAIN_SECS)

    async def _join(self, control: CallControl, call: int, leg: str) -> None:
        try:
            self._tell(Joined(call, await control.join(Leg(leg))))
        except Exception as error:  # whatever it is, they are not joined
            logger.warning(f"caller and person could not be joined: {error}")
            self._tell(JoinFailed(call, isinstance(error, CallerGone)))

    async def _forward(self, control: CallControl, call: int, number: str) -> None:
        try:
            await control.forward(number)
        except Exception as error:  # whatever it is, the caller is still here
            logger.warning(f"the caller could not be forwarded: {error}")
            self._tell(JoinFailed(call, isinstance(error, CallerGone)))
        else:
            self._tell(Forwarded(call))

    def _note(self, call: int, result: Any) -> None:
        assert self._state is not None
        what = self._state.plan.calls[call]
        told = TransferCallTold(call=call, target=what.target, number=what.number, result=result)
        self._around.write(told)

    def _finish(self, outcome: TransferOutcome) -> None:
        assert self._state is not None
        self._around.write(TransferEnded(destination=self._state.plan.destination, outcome=outcome))
        self._send(outcome, self._state.plan)
        for task in self._words:
            task.cancel()
        self._settled.set()
        self._around.ended(outcome)

    def _send(self, status: str, plan: Plan) -> None:
        if self._around.publish is not None:
            news = {"transfer": self.count, "status": status, "destination": plan.destination}
            self._spawn(self._around.publish({**news, "brief": self._brief}))

    def _spawn(self, work: Coroutine[Any, Any, None], among: set[asyncio.Task[None]] | None = None) -> None:
        tasks = self._tasks if among is None else among
        task = asyncio.create_task(work)
        tasks.add(task)
        task.add_done_callback(lambda done: self._done(done, tasks))

    def _done(self, task: asyncio.Task[None], among: set[asyncio.Task[None]]) -> None:
        among.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            logger.opt(exception=error).error("a step of the transfer failed")
        if not self._tasks:
            # The run ends with its last task.
            self._tell(Tick())
