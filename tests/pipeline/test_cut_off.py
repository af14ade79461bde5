"""A closing that never comes to its end is cut off, and not before the caller has heard the last words."""

from pathlib import Path
from random import Random

import pytest
from pipecat.frames.frames import EndFrame, Frame
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor

from calls.end_reasons import EndReason
from calls.events import AgentSpoke
from calls.record import CallRecord
from configs import load_agent
from pipeline.call import QUIET_SECS
from pipeline.end_watch import CANCEL_SECS
from pipeline.places import Place
from simulation.carrier import TwilioCaller
from simulation.carrier.network import FakeTwilio
from simulation.clock import run_virtual
from simulation.play import MONDAY_MORNING
from simulation.stage import Session, in_memory, open_switchboard

AGENT = Path(__file__).parents[2] / "configs" / "agents" / "appointments.yaml"


class Stuck(FrameProcessor):
    """Somebody's own processor, which forgets to pass the end on."""

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        if not isinstance(frame, EndFrame):
            await self.push_frame(frame, direction)


async def silent_call(data: Path) -> tuple[CallRecord, list[AgentSpoke]]:
    """A caller who says nothing, until the agent ends the call."""
    extras = {Place.AFTER_TTS: [Stuck]}
    async with open_switchboard(
        load_agent(AGENT), data, seed=1, environ={}, own_ears=False, extras=extras
    ) as board:
        session = Session(board, scripted=True, carrier=FakeTwilio(Random(1)))
        async with in_memory(session) as exchange:
            caller = TwilioCaller(exchange, Random(1), carrier=session.carrier)
            await caller.dial()
            await session.finished.wait()
        assert session.record is not None
        return session.record, [event for event in session.feed.events if isinstance(event, AgentSpoke)]


@pytest.fixture(scope="module")
def call(tmp_path_factory: pytest.TempPathFactory) -> tuple[CallRecord, list[AgentSpoke]]:
    data = tmp_path_factory.mktemp("stuck")
    start = MONDAY_MORNING.astimezone()
    return run_virtual(lambda: silent_call(data), start=start)


def test_the_caller_is_not_left_on_a_dead_line(call: tuple[CallRecord, list[AgentSpoke]]) -> None:
    record, said = call
    assert record.end_reason == EndReason.CALLER_NEVER_SPOKE
    assert record.duration_secs is not None
    quiet_secs = record.duration_secs - said[-1].end_ms / 1000
    assert QUIET_SECS <= quiet_secs < QUIET_SECS + CANCEL_SECS + 1


def test_what_was_said_last_was_heard(call: tuple[CallRecord, list[AgentSpoke]]) -> None:
    _, said = call
    assert "Goodbye" in said[-1].heard and not said[-1].interrupted
