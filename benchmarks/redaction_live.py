"""What live redaction costs: the same frames through a pipeline with it and one without, in one run.

`python -m benchmarks.redaction_live`. Both pipelines run in turns in one process; a frame's time is from
where it enters to where it comes out, and whatever else the machine does is in it. It prints
figures and fails nothing.
"""

import argparse
import asyncio
import gc
import sys
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from itertools import cycle, islice

from loguru import logger
from pipecat.frames.frames import (
    DataFrame,
    Frame,
    InputAudioRawFrame,
    LLMFullResponseEndFrame,
    LLMFullResponseStartFrame,
    LLMTextFrame,
    StartFrame,
    TranscriptionFrame,
)
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineWorker
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor
from pipecat.workers.runner import WorkerRunner
from rich.console import Console
from rich.table import Table

from compliance.redaction.finding import Finder
from compliance.redaction.policy import Policy
from compliance.redaction.redactor import Redactor
from processors.agent_redaction import AgentRedaction
from processors.redaction import CallerRedaction

SAID = (
    "Hi, I'd like to book a cleaning for my daughter some time next week, ideally on Tuesday or Wednesday in "
    "the afternoon after three, if you have anything free then, please",
    "Yes sure, my number is four one five, five five five, oh one two three, and you can call me there any "
    "time before six in the evening, after that I'm usually not at home",
    "My card number is four one one one, one one one one, uh, one one one one, one one one one, it expires "
    "in April twenty seven and the code on the back is one two three",
    "No, that's not what I meant, I said the second of March at half past ten and not at ten, could you "
    "look again whether that is possible for two people please",
    "My social is 123-45-6789 and I was born on May twelfth nineteen eighty three, the order was four four "
    "one seven two, it came on Monday and cost forty nine dollars and ninety cents",
)
"""Thirty words each: small talk, a telephone number, a card, times, an identity number."""

ANSWER = (
    "Sure, I can look into that for you. We have openings on Tuesday at 10 AM and on Thursday at 3:30 PM. "
    "It would be 45 dollars, and we are at 120 Main Street. Which one would you like?"
)
PIECES = [ANSWER[at : at + 5] for at in range(0, len(ANSWER), 5)]
PACKET = bytes(320)
"""20 ms of 8 kHz audio."""

PACKETS = 500
GOAL_MS = 2.0


@dataclass
class Mark(DataFrame):
    """Comes out when everything before it has."""


class Way(FrameProcessor):
    """The end of a pipeline: says when a frame has come out."""

    def __init__(self) -> None:
        super().__init__(enable_direct_mode=True)
        self.started = asyncio.Event()
        self.first_text_at = 0.0
        self._wanted: type[Frame] = Mark
        self._out = asyncio.Event()

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Note it."""
        await super().process_frame(frame, direction)
        if isinstance(frame, StartFrame):
            self.started.set()
        if isinstance(frame, LLMTextFrame) and not self.first_text_at:
            self.first_text_at = time.perf_counter()
        if isinstance(frame, self._wanted):
            self._out.set()
        await self.push_frame(frame, direction)

    async def out(self, worker: PipelineWorker, frames: Sequence[Frame], wanted: type[Frame]) -> float:
        """Seconds until the wanted frame has come out of all that go in."""
        self._wanted, self.first_text_at = wanted, 0.0
        self._out.clear()
        begun = time.perf_counter()
        await worker.queue_frames(list(frames))
        await self._out.wait()
        return time.perf_counter() - begun


@dataclass
class Figures:
    """Of one pipeline; in milliseconds."""

    utterance: list[float] = field(default_factory=list)
    utterance_cpu: list[float] = field(default_factory=list)
    first_piece: list[float] = field(default_factory=list)
    answer: list[float] = field(default_factory=list)
    packet: list[float] = field(default_factory=list)


class Contestant:
    """A pipeline, and its figures."""

    def __init__(self, redactor: Redactor | None) -> None:
        self.figures = Figures()
        self._way = Way()
        stages: list[FrameProcessor] = [self._way]
        if redactor is not None:
            caller = CallerRedaction(redactor, frozenset, lambda _: None)
            stages = [caller, AgentRedaction(redactor), self._way]
        self._worker = PipelineWorker(
            Pipeline(stages), enable_rtvi=False, enable_turn_tracking=False, idle_timeout_secs=None
        )

    @asynccontextmanager
    async def running(self):
        """While it is, `play`."""
        runner = WorkerRunner(handle_sigint=False)
        await runner.add_workers(self._worker)
        task = asyncio.create_task(runner.run())
        await self._way.started.wait()
        try:
            yield self
        finally:
            await runner.cancel()
            await task

    async def play(self, utterances: int) -> None:
        """One round."""
        figures, way, worker = self.figures, self._way, self._worker
        for text in islice(cycle(SAID), utterances):
            said = TranscriptionFrame(text, "", "", finalized=True)
            used = time.process_time()
            figures.utterance.append(1000 * await way.out(worker, [said], TranscriptionFrame))
            figures.utterance_cpu.append(1000 * (time.process_time() - used))
        for _ in range(utterances // 5):
            begun = time.perf_counter()
            frames = [LLMFullResponseStartFrame(), *map(LLMTextFrame, PIECES), LLMFullResponseEndFrame()]
            secs = await way.out(worker, frames, LLMFullResponseEndFrame)
            figures.answer.append(1000 * secs)
            figures.first_piece.append(1000 * (way.first_text_at - begun))
        packets: list[Frame] = [InputAudioRawFrame(PACKET, 8000, 1) for _ in range(PACKETS)]
        figures.packet.append(1000 * await way.out(worker, [*packets, Mark()], Mark) / PACKETS)


async def measure(rounds: int, utterances: int) -> tuple[Figures, Figures]:
    """The figures without redaction and with it; the first round of each counts for nothing."""
    without = Contestant(None)
    redacted = Contestant(Redactor(Policy.preset(), Finder()))
    async with AsyncExitStack() as stack:
        for each in (without, redacted):
            await stack.enter_async_context(each.running())
            await each.play(utterances)
            each.figures = Figures()
        gc.collect()
        for _ in range(rounds):
            for each in (without, redacted):
                await each.play(utterances)
    return without.figures, redacted.figures


def percentile(values: Sequence[float], percent: float) -> float:
    """A value of which so many percent are not above it."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(percent / 100 * (len(ordered) - 1)))]


def added_ms(without: Figures, redacted: Figures, percent: float) -> float:
    """What redaction adds to an utterance."""
    return percentile(redacted.utterance, percent) - percentile(without.utterance, percent)


def table(without: Figures, redacted: Figures) -> Table:
    """Both, side by side."""
    shown = Table(title="Live redaction: the same frames without it and with it", title_justify="left")
    shown.add_column("ms")
    for column in ("without", "with", "added", "goal"):
        shown.add_column(column, justify="right", no_wrap=True)
    shown.add_column("")
    rows = [
        ("utterance of 30 words, p50", without.utterance, redacted.utterance, 50, GOAL_MS),
        ("utterance of 30 words, p99", without.utterance, redacted.utterance, 99, None),
        ("its CPU time, p99", without.utterance_cpu, redacted.utterance_cpu, 99, GOAL_MS),
        ("first piece of an answer, p50", without.first_piece, redacted.first_piece, 50, None),
        (f"answer in {len(PIECES)} pieces, p50", without.answer, redacted.answer, 50, None),
        ("packet of 20 ms of audio", without.packet, redacted.packet, 50, None),
    ]
    for name, one, other, percent, goal in rows:
        low, high = percentile(one, percent), percentile(other, percent)
        verdict = ""
        if goal is not None:
            verdict = "[green]met[/green]" if high - low < goal else "[red]not met[/red]"
        figures = (f"{low:.3f}", f"{high:.3f}", f"{high - low:.3f}", f"< {goal:g}" if goal else "")
        shown.add_row(name, *figures, verdict)
    return shown


def main() -> int:
    """Measure and print. Exit code 0 whatever the figures are."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.redaction_live", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, metavar="N", help="rounds of each pipeline")
    parser.add_argument("--utterances", type=int, default=200, metavar="N", help="in each round")
    arguments = parser.parse_args()
    logger.remove()
    Console().print(table(*asyncio.run(measure(arguments.rounds, arguments.utterances))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
