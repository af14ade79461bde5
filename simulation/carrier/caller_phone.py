"""The caller's end of their leg: a media stream whenever a document connects one, else a patient ear."""

import asyncio

from simulation.carrier.leg import Asked, CarrierLeg, Reply
from simulation.carrier.people import forever
from simulation.carrier.stream_caller import StreamCaller
from simulation.dialling import Dialled

MESSAGE_SECS = 5.0
"""How long a caller talks to a recorder."""


class CallerPhone:
    """The telephone of a `StreamCaller`."""

    def __init__(self, caller: StreamCaller) -> None:
        self._caller = caller
        self.streams: list[StreamCaller] = []
        """One for each stream that the call was on, in order; the first is the caller itself."""
        self.streaming = asyncio.Event()
        """Set once the first stream has started."""

    def answered(self, leg: CarrierLeg) -> None:
        """The agent's side picked up."""

    def joined(self, leg: CarrierLeg) -> None:
        """Talk to the person."""

    def over(self, leg: CarrierLeg) -> None:
        """The line is dead."""

    async def reply(self, leg: CarrierLeg, asked: Asked) -> Reply:
        """This caller presses nothing outside of a stream."""
        return await forever()

    async def leave_message(self, leg: CarrierLeg, max_secs: float) -> float:
        """Say something to the recorder."""
        secs = min(MESSAGE_SECS, max_secs)
        await asyncio.sleep(secs)
        return secs

    async def stream(self, leg: CarrierLeg, dialled: Dialled) -> None:
        """Be on the stream until either side closes it."""
        caller = self._caller if not self.streams else self._caller.again()
        self.streams.append(caller)
        await caller.start_stream(dialled)
        self.streaming.set()
        try:
            await caller.ended.wait()
        finally:
            await caller.cut()
