"""Several providers of one kind as one processor: one of them serves, the others stand by.

Pipecat's own switcher runs its services side by side in a parallel pipeline: the slowest start holds up all
of them, what a dismissed service still says is let out, and what it was given is lost. Here every frame that
comes out of a service is known to be its own.
"""

import asyncio
from collections.abc import Awaitable, Coroutine, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any

from loguru import logger
from pipecat.frames.frames import (
    CancelFrame,
    EndFrame,
    ErrorFrame,
    Frame,
    InterruptionFrame,
    ServiceMetadataFrame,
    ServiceSwitcherRequestMetadataFrame,
    ServiceUpdateSettingsFrame,
    StartFrame,
)
from pipecat.pipeline.base_pipeline import BasePipeline
from pipecat.pipeline.pipeline import PipelineSink, PipelineSource
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor, FrameProcessorSetup
from pipecat.utils.errors import ErrorCategory

from services.failover.member import Member, choose
from services.failover.news import Failed, Switched, Tell
from services.spec import Kind

CLOSING_SECS = 2.0
"""Seconds that a service may take to end before the call goes on without it."""

DOWN = FrameDirection.DOWNSTREAM
UP = FrameDirection.UPSTREAM


class ServiceGroup(BasePipeline):
    """Members in order of preference. Subclasses say when one has failed, and what the next is to do."""

    obeys_interruptions = True
    """Whether what the active service says is for a caller, who does not want it any more when they speak."""

    def __init__(self, kind: Kind, members: Sequence[Member], tell: Tell) -> None:
        super().__init__(enable_direct_mode=True)
        self.kind: Kind = kind
        self.members = tuple(members)
        self.active = self.members[0]
        """Who serves."""
        self._tell = tell
        self._tried: set[Member] = set()
        """Who has failed since something last worked."""
        self._probing: Member | None = None
        """Who is tried again, and has neither worked nor failed yet."""
        self._ends: list[PipelineSource | PipelineSink] = []
        self._connecting: list[asyncio.Task[None]] = []
        self._failing: set[asyncio.Task[None]] = set()
        self._interrupting: int | None = None
        """Id of the interruption that the active service has not obeyed yet."""
        self._gone: dict[Member, asyncio.Event] = {member: asyncio.Event() for member in self.members}
        for member in self.members:
            source = PipelineSource(partial(self._came_up, member), name=f"{self}::{member.name}::above")
            sink = PipelineSink(partial(self._came_down, member), name=f"{self}::{member.name}::below")
            source.link(member.service)
            member.service.link(sink)
            self._ends += [source, sink]

    # What it is to the pipeline

    @property
    def processors(self) -> list[FrameProcessor]:
        """The services."""
        return [member.service for member in self.members]

    @property
    def is_usable(self) -> bool:
        """Whether any of the services can still be given work."""
        return any(member.service.is_usable for member in self.members)

    def processors_with_metrics(self) -> list[FrameProcessor]:
        """The services that measure themselves."""
        return [service for service in self.processors if service.can_generate_metrics()]

    async def setup(self, setup: FrameProcessorSetup) -> None:
        """Have all services connect. Nobody waits for them: one that is not there in time has failed."""
        await super().setup(setup)
        self._setup_finished()
        # What a service says is seen when the group says it, and not what the group keeps to itself.
        quiet = replace(setup, observer=None)
        for end in self._ends:
            await end.setup(quiet)
        self._connecting = []
        for member in self.members:
            member.connected = False
            connecting = self._create_setup_task(member.service, quiet)
            connecting.add_done_callback(partial(_connected, member))
            self._connecting.append(connecting)

    async def cleanup(self) -> None:
        """Leave nothing behind, also of a service that has not finished connecting."""
        self._closing()
        self.dropped()
        for task in [*self._connecting, *self._failing]:
            if not task.done():
                await self.cancel_task(task)
        await super().cleanup()
        await self._cleanup_processors([*self.processors, *self._ends])

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Give each frame to whom it concerns."""
        await super().process_frame(frame, direction)
        match frame:
            case StartFrame():
                for service in self.processors:
                    await service.queue_frame(frame, direction)
                await self.push_frame(frame, direction)
            case CancelFrame():
                await self._close(frame)
                await self.push_frame(frame, direction)
            case ServiceUpdateSettingsFrame():
                await self._settings(frame, direction)
            case InterruptionFrame() if direction is DOWN and self.obeys_interruptions:
                # At once, also past a service that is stuck; what it still says until it obeys is not heard.
                self._interrupting = frame.id
                self.interrupted()
                await self.push_frame(frame, direction)
                await self.active.service.queue_frame(frame, direction)
            case _:
                await self.given(frame, direction)

    # For subclasses

    async def given(self, frame: Frame, direction: FrameDirection) -> None:
        """A frame has come to the group."""
        await self.active.service.queue_frame(frame, direction)

    def interrupted(self) -> None:
        """The caller speaks: what they waited for is not wanted any more."""

    async def came(self, frame: Frame, direction: FrameDirection) -> None:
        """A frame of the active service has come out of it."""
        await self.push_frame(frame, direction)

    async def came_late(self, member: Member, frame: Frame, direction: FrameDirection) -> None:
        """A frame of a service that stands by has come out of it. Nobody wants it."""

    async def take_over(self, before: Member) -> None:
        """The active service is another than before. It is to do what the other did not."""

    async def give_up(self, why: str, message: str) -> None:
        """Nobody is left who could do it."""
        await self.push_error(f"no {self.kind} is left: {message}", category=ErrorCategory.UNKNOWN)

    def _closing(self) -> None:
        """The call is over."""

    def now(self) -> float:
        """Seconds of the loop."""
        return asyncio.get_running_loop().time()

    async def prefer(self) -> None:
        """Between two pieces of work: whoever is to be preferred now takes over."""
        self._tried.clear()
        now, active = self.now(), self.active
        place = self.members.index(active)
        better = next((each for each in self.members[:place] if each.connected and each.admit(now)), None)
        if better is not None:
            self._probing = better
            await self._activate(better, "recovered")
        elif self._probing is not active and not self._admitted(active, now):
            chosen = choose(self.members[place + 1 :], now)
            if chosen is not None:
                await self._activate(chosen, "left_alone")

    def _admitted(self, member: Member, now: float) -> bool:
        """Whether it is to go on. One that is tried again is asked once, until it has worked or failed."""
        if not member.admit(now):
            return False
        if not member.well(now):
            self._probing = member
        return True

    def fail(self, why: str, message: str, category: ErrorCategory | None = None) -> None:
        """The active service has not done its work. What it says from here on is not heard."""
        member = self.active
        if member in self._tried:
            return
        self._tried.add(member)
        self._probing = None
        task = self.create_task(self._replace(member, why, message, category), f"{self}::fail")
        self._failing.add(task)
        task.add_done_callback(self._failing.discard)

    @property
    def dismissed(self) -> bool:
        """Whether the active service has failed and the next has not taken over yet."""
        return self.active in self._tried

    def worked(self) -> None:
        """The active service has done its work."""
        self._tried.clear()
        self._probing = None
        self.active.worked()

    def dropped(self) -> None:
        """What the active service was to do is not wanted any more."""
        self._probing = None
        self.active.dropped()

    def spawn(self, work: Coroutine[Any, Any, None], name: str) -> None:
        """Do it aside. It ends with the call."""
        task = self.create_task(work, f"{self}::{name}")
        self._failing.add(task)
        task.add_done_callback(self._failing.discard)

    @property
    def busy(self) -> bool:
        """Whether somebody waits for what the active service does."""
        return True

    def is_fit(self, member: Member) -> bool:
        """Whether a service can still be given work."""
        return member.service.is_usable

    # Failing over

    async def _replace(self, member: Member, why: str, message: str, category: ErrorCategory | None) -> None:
        member.failed(self.now(), category)
        self._tell(Failed(self.kind, member.name, why, message))
        chosen = choose(self.members, self.now(), self._tried)
        if chosen is None:
            self._tried.clear()
            await self.give_up(why, message)
            return
        await self._activate(chosen, why)

    async def _activate(self, chosen: Member, why: str) -> None:
        before, self.active = self.active, chosen
        self._interrupting = None
        logger.warning(f"{self.kind}: {chosen.name} takes over from {before.name} ({why})")
        self._tell(Switched(self.kind, chosen.name, before.name, why))
        await chosen.service.queue_frame(ServiceSwitcherRequestMetadataFrame(service=chosen.service))
        await self.take_over(before)

    # What comes out of the services

    async def _came_up(self, member: Member, frame: Frame, direction: FrameDirection) -> None:
        if isinstance(frame, ErrorFrame) and frame.processor is member.service:
            await self._failed(member, frame)
        else:
            await self._came(member, frame, direction)

    async def _came_down(self, member: Member, frame: Frame, direction: FrameDirection) -> None:
        match frame:
            case StartFrame():
                return
            case InterruptionFrame() if frame.id == self._interrupting:
                self._interrupting = None
                return
            case EndFrame() | CancelFrame():
                self._gone[member].set()
                # One that has failed ends nothing: what it has not done is done before the end.
                if isinstance(frame, EndFrame) and member is self.active and not self.dismissed:
                    await self._ended(frame)
                return
            case ServiceSwitcherRequestMetadataFrame() if frame.service is member.service:
                return
            case ServiceMetadataFrame() if frame.service_name != self.active.service.name:
                return
            case ServiceUpdateSettingsFrame() if member is not self.active:
                return
        await self._came(member, frame, direction)

    async def _came(self, member: Member, frame: Frame, direction: FrameDirection) -> None:
        stale = self._interrupting is not None and direction is DOWN and frame.interruptible
        if member is self.active and not self.dismissed and not stale:
            await self.came(frame, direction)
        else:
            await self.came_late(member, frame, direction)

    async def _failed(self, member: Member, frame: ErrorFrame) -> None:
        if frame.category is ErrorCategory.APPLICATION:
            await self.push_frame(frame, UP)
        elif member is self.active and (self.busy or not self.is_fit(member)):
            category = frame.category or ErrorCategory.UNKNOWN
            self.fail(category.value, frame.error, category)
        else:
            # It costs nobody anything. If it cannot do what comes next, that is seen then.
            logger.debug(f"{self.kind} {member.name}, which has nothing to do: {frame.error}")

    # Settings, and the end

    async def _settings(self, frame: ServiceUpdateSettingsFrame, direction: FrameDirection) -> None:
        for member in self.members:
            if member is self.active:
                await member.service.queue_frame(frame, direction)
            elif self.reaches(frame, member):
                await member.service.queue_frame(replace(frame), direction)

    def reaches(self, frame: ServiceUpdateSettingsFrame, member: Member) -> bool:
        """Whether a change of settings is for a service that stands by, too."""
        if frame.service is not None:
            return frame.service is member.service
        return frame.reach_inactive_services

    async def _ended(self, frame: EndFrame) -> None:
        """The active service has said all that it had to say."""
        for member in self.members:
            if not self._gone[member].is_set():
                await member.service.queue_frame(frame, DOWN)
        await self._wait_gone()
        await self.push_frame(frame, DOWN)

    async def _close(self, frame: CancelFrame) -> None:
        self._closing()
        for service in self.processors:
            await service.queue_frame(frame, DOWN)
        await self._wait_gone()

    async def _wait_gone(self) -> None:
        """Until every service that has been started is done."""
        ready = [m for m, task in zip(self.members, self._connecting, strict=True) if task.done()]
        await self._within(asyncio.gather(*(self._gone[member].wait() for member in ready)), CLOSING_SECS)

    async def _within(self, work: Awaitable[Any], secs: float) -> None:
        """Wait for it, but no longer than that."""
        with suppress(TimeoutError):
            await asyncio.wait_for(work, secs)


def _connected(member: Member, connecting: "asyncio.Task[None]") -> None:
    member.connected = not connecting.cancelled()
