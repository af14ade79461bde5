"""One call against the fake carrier on a virtual clock, with an agent that is a script.

It answers the line, does something with its control, and lets go of the stream.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest
from fastapi import FastAPI

from calls.control import Leg, LegEvent
from simulation.asgi_socket import AsgiExchange
from simulation.carrier import TwilioCaller
from simulation.carrier.blocks import CarrierBlock, PersonBlock
from simulation.carrier.cdr import CdrRow
from simulation.carrier.network import FakeTwilio
from simulation.carrier.rest import RestDesk
from simulation.carrier.wire import MemoryWire
from simulation.clock import run_virtual
from transports.line import Line
from transports.phone.office import TakenMessage
from transports.phone.wording import Wording
from transports.twilio.app import twilio_routes
from transports.twilio.control import TwilioControl
from transports.twilio.rest import TwilioRest

START = datetime(2026, 3, 2, 9, 15, tzinfo=UTC)
OFFICE, OTHER = "+12025550111", "+12025550122"
BRIEF = "Robin Hale asks about a bill of March. The caller is verified. They want to speak to a person."
WORDING = Wording()


@dataclass
class Stage:
    """One call: the fake carrier, the caller, and an agent that does `act` with the control."""

    twilio: FakeTwilio
    caller: TwilioCaller
    desk: RestDesk
    told: list[tuple[str, float]] = field(default_factory=list)
    """What the agent was told of legs, and when (seconds of the loop)."""
    lines: list[Line] = field(default_factory=list)
    messages: list[TakenMessage] = field(default_factory=list)
    result: object = None
    events: "asyncio.Queue[LegEvent]" = field(default_factory=asyncio.Queue)

    async def on_event(self, leg: Leg, event: LegEvent) -> None:
        self.told.append((event.value, asyncio.get_running_loop().time()))
        self.events.put_nowait(event)

    async def wait_for(self, *wanted: LegEvent, secs: float = 600) -> LegEvent:
        async with asyncio.timeout(secs):
            while (event := await self.events.get()) not in wanted:
                pass
            return event

    async def dial(self, number: str = OFFICE, ring_secs: float = 25) -> Leg:
        return await self.control.dial(number, brief=BRIEF, ring_secs=ring_secs, on_event=self.on_event)

    @property
    def control(self) -> TwilioControl:
        control = self.lines[-1].control
        assert isinstance(control, TwilioControl)
        return control

    @property
    def kinds(self) -> list[str]:
        return [kind for kind, _ in self.told]

    @property
    def person(self) -> CdrRow:
        (row,) = self.persons
        return row

    @property
    def persons(self) -> list[CdrRow]:
        return [row for row in self.twilio.cdr() if row.direction != "inbound"]

    @property
    def inbound(self) -> CdrRow:
        return next(row for row in self.twilio.cdr() if row.direction == "inbound")


Act = Callable[[Stage], Awaitable[object]]
Scene = Callable[[Stage], Awaitable[None]]


async def stays(stage: Stage) -> None:
    """The caller stays until all is over."""
    await stage.caller.ended.wait()


def play(
    act: Act | Sequence[Act],
    person: PersonBlock | list[PersonBlock] | None = None,
    *,
    moods: CarrierBlock | None = None,
    scene: Scene = stays,
    other: PersonBlock | None = None,
    fails: type[Exception] | None = None,
    seed: int = 1,
) -> Stage:
    """One call to its end. `act`: what the agent does, stream by stream."""
    acts = [act] if callable(act) else list(act)

    async def run() -> Stage:
        people = {OFFICE: person or PersonBlock()} | ({OTHER: other} if other else {})
        twilio = FakeTwilio(Random(seed), people=people, moods=moods)
        desk = RestDesk(twilio)
        rest = TwilioRest(twilio.account_sid, MemoryWire(desk))
        app = FastAPI()
        stage: Stage

        async def answer(line: Line) -> None:
            stage.lines.append(line)
            doing = acts[min(len(stage.lines), len(acts)) - 1]
            socket = socket_of(line)
            listening = asyncio.create_task(drain(socket))
            try:
                stage.result = await doing(stage)
            finally:
                listening.cancel()
                await asyncio.gather(listening, return_exceptions=True)
            if not getattr(socket, "gone", False):
                await close(socket)

        async def take(message: TakenMessage) -> None:
            stage.messages.append(message)

        app.include_router(twilio_routes(answer, rest=rest, on_message=take))
        exchange = AsgiExchange(app, linger_secs=60)
        twilio.reach(exchange)
        caller = TwilioCaller(exchange, Random(seed + 1), "+12025550188", "+12025550100", carrier=twilio)
        stage = Stage(twilio, caller, desk)
        before = asyncio.all_tasks()
        await caller.dial()
        await scene(stage)
        with pytest.raises(fails) if fails else nullcontext():
            await caller.hang_up()
        await asyncio.sleep(10)
        await twilio.webhooks.settled()
        assert twilio.alive == []
        assert (twilio.webhooks.failures, twilio.complaints) == ([], [])
        left = asyncio.all_tasks() - before
        assert [task.get_name() for task in left] == []
        return stage

    return run_virtual(run, start=START, limit_secs=3600)


def socket_of(line: Line) -> Any:
    """The stream itself: there is no pipeline here to read it."""
    return line.transport._client._websocket  # type: ignore[attr-defined]


async def drain(socket: Any) -> None:
    """Read what the caller sends until the stream is closed."""
    while True:
        message = await socket.receive()
        if message["type"] == "websocket.disconnect":
            socket.gone = True
            return


async def close(socket: Any) -> None:
    with suppress(RuntimeError, OSError):
        await socket.close()


async def until_over(stage: Stage) -> None:
    """Dial, and follow the leg to its end."""
    await stage.dial()
    await stage.wait_for(*ENDS)


ENDS = (LegEvent.NO_ANSWER, LegEvent.BUSY, LegEvent.REJECTED, LegEvent.FAILED, LegEvent.ENDED)


async def joins(stage: Stage) -> object:
    """Dial, and join once they say yes."""
    leg = await stage.dial()
    await stage.wait_for(LegEvent.ACCEPTED)
    return await stage.control.join(leg)
