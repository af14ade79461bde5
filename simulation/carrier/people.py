"""People at the telephones that are called: small scripts."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Never

import numpy as np

from simulation.carrier.blocks import PersonBlock
from simulation.carrier.leg import Asked, CarrierLeg, Reply
from simulation.carrier.saying import spoken_secs
from simulation.carrier.stream_caller import StreamCaller
from simulation.dialling import Dialled
from simulation.mouth import Samples
from simulation.mulaw import RATE

REACTION_SECS = 0.8
"""Between the end of what is listened to and what is done then."""

TAPE_SECS = 60.0
"""Seconds after which a machine hangs up."""

YES, NO = "yes please", "no, not now"

HangUp = Callable[[CarrierLeg, str], None]
"""(leg, who ends it)"""


class Person:
    """Somebody, or a machine, at a telephone; one object for one leg."""

    def __init__(
        self, block: PersonBlock, hang_up: HangUp, line: Callable[[CarrierLeg], StreamCaller]
    ) -> None:
        """`line` makes the telephone's end of a media stream."""
        self.block = block
        self._hang_up = hang_up
        self._line = line
        self.line: StreamCaller | None = None
        """The media stream on which they talk, if they do."""
        self._acts_at: float | None = None
        self._talking = False
        self._greeted = False
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def machine(self) -> bool:
        """Whether nobody is there but a machine."""
        return self.block.answers == "machine"

    @property
    def detected(self) -> str | None:
        """What machine detection takes it for; None = it comes to no end."""
        if self.block.detected is not None:
            return None if self.block.detected == "never" else self.block.detected
        return "machine_start" if self.machine else "human"

    def answered(self, leg: CarrierLeg) -> None:
        """Pick up."""
        if self.machine:
            self._in_background(self._hang_up_after(leg, TAPE_SECS))

    def joined(self, leg: CarrierLeg) -> None:
        """Talk, and hang up when it is enough."""
        if not self._talking:
            self._talking = True
            self._in_background(self._hang_up_after(leg, self.block.talks_secs))

    def over(self, leg: CarrierLeg) -> None:
        """The line is dead."""
        for task in self._tasks:
            if task is not asyncio.current_task():
                task.cancel()

    async def reply(self, leg: CarrierLeg, asked: Asked) -> Reply:
        """Do what the script says, when it is time; a machine only goes on with its greeting."""
        if self.machine:
            return await self._greeting(asked)
        loop = asyncio.get_running_loop()
        if self._acts_at is None:
            listens = asked.secs if self.block.listens_secs is None else self.block.listens_secs
            self._acts_at = loop.time() + listens + REACTION_SECS
        await asyncio.sleep(max(0.0, self._acts_at - loop.time()))
        match self.block.then:
            case "hang_up":
                self._hang_up(leg, "person")
            case "accept":
                return self._answer(leg, asked, key="1", words=YES)
            case "decline":
                return self._answer(leg, asked, key="2", words=NO)
        return await forever()

    async def leave_message(self, leg: CarrierLeg, max_secs: float) -> float:
        """Nobody who was called leaves one."""
        return 0.0

    async def stream(self, leg: CarrierLeg, dialled: Dialled) -> None:
        """Talk with somebody over a media stream. They are together once the other is heard."""
        line = self.line = self._line(leg)
        await line.start_stream(dialled)
        await line.say(hum())
        self._in_background(self._hear(leg, line))
        try:
            await line.ended.wait()
        finally:
            await line.cut()

    async def _hear(self, leg: CarrierLeg, line: StreamCaller) -> None:
        await line.hears.wait()
        leg.met = True
        self.joined(leg)

    def _answer(self, leg: CarrierLeg, asked: Asked, *, key: str, words: str) -> Reply:
        # What was answered is answered: when asked again, the person says it again.
        block = self.block
        if block.then == "accept" and block.leaves_after_accept_secs is not None:
            self._in_background(self._hang_up_after(leg, block.leaves_after_accept_secs))
        if block.by == "voice" and asked.speech:
            return Reply(speech=block.says or words)
        return Reply(digits=block.presses or key)

    async def _greeting(self, asked: Asked) -> Reply:
        if self._greeted or not asked.speech:
            return await forever()
        await asyncio.sleep(spoken_secs(self.block.greeting))
        self._greeted = True
        return Reply(speech=self.block.greeting)

    async def _hang_up_after(self, leg: CarrierLeg, secs: float) -> None:
        await asyncio.sleep(secs)
        self._hang_up(leg, "person")

    def _in_background(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def hum() -> Samples:
    """What a person says, as far as anybody listens: a second of a low voice."""
    seconds = np.arange(RATE) / RATE
    return (6000 * np.sin(2 * np.pi * 150 * seconds)).astype(np.int16)


async def forever() -> Never:
    """Wait until somebody cancels it."""
    await asyncio.Event().wait()
    raise AssertionError("unreachable")
