"""The caller's end of the pipeline while a person is fetched: words heard out, music, no answers."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from loguru import logger
from pipecat.frames.frames import ControlFrame, Frame, TTSSpeakFrame
from pipecat.pipeline.worker import PipelineWorker

from processors.hold_music import HoldMusic
from processors.user_turn import UserTurn

SAY_SECS = 20.0
"""Seconds after which a sentence counts as heard although nothing said so."""


@dataclass
class HeardSoFar(ControlFrame):
    """Comes out at the end when all that was said before it has been heard."""

    interruptible: bool = field(default=False, init=False)


def notice(text: str) -> TTSSpeakFrame:
    """A sentence that the caller cannot interrupt."""
    frame = TTSSpeakFrame(text)
    frame.interruptible = False
    return frame


class PipelineCallerSide:
    """A `CallerSide` over one call's pipeline."""

    def __init__(self, user: UserTurn, music: HoldMusic) -> None:
        self._user = user
        self._music = music
        self._worker: PipelineWorker | None = None
        self._waiting: dict[int, Callable[[], None]] = {}

    def connect(self, worker: PipelineWorker) -> None:
        """From here on something can be said."""
        self._worker = worker
        worker.add_reached_downstream_filter((HeardSoFar,))
        worker.add_event_handler("on_frame_reached_downstream", self._reached)

    async def say(self, text: str) -> None:
        """Say it, not to be interrupted. Returns when it was heard, at the latest after `SAY_SECS`."""
        await self.told(text)

    async def told(self, text: str) -> bool:
        """The same; whether it was heard to its end."""
        assert self._worker is not None
        heard = asyncio.Event()
        mark = self.mark(heard.set)
        await self._worker.queue_frames([notice(text), mark])
        try:
            async with asyncio.timeout(SAY_SECS):
                await heard.wait()
        except TimeoutError:
            logger.warning(f'nothing said that "{text[:40]}" was heard')
        finally:
            self._waiting.pop(mark.id, None)
        return heard.is_set()

    def mark(self, heard: Callable[[], None]) -> HeardSoFar:
        """To be pushed behind what is said: `heard` is called when the caller has heard all of it."""
        mark = HeardSoFar()
        self._waiting[mark.id] = heard
        return mark

    def guard(self) -> None:
        """From here on the caller's words are not answered."""
        self._user.held = True

    def hold(self) -> None:
        """Play music until `release`."""
        self._music.start()

    def quiet(self) -> None:
        """No more music; the caller is still guarded."""
        self._music.stop()

    def release(self) -> None:
        """The caller is the agent's again."""
        self._music.stop()
        self._user.held = False

    async def _reached(self, _worker: object, frame: Frame) -> None:
        if isinstance(frame, HeardSoFar) and frame.id in self._waiting:
            self._waiting.pop(frame.id)()
