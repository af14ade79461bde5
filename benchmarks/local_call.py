"""A call with the real local engines, in real time over a real socket: how long the caller waits."""

import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.generator import Job
from benchmarks.local_server import AGENT
from benchmarks.processes import cores, generate, server
from benchmarks.ratios import middle, percentile
from benchmarks.scene import VOICE, line_noise
from benchmarks.speech import render
from configs import load_agent

SENTENCES = (
    "Where are you?",
    "What time do you close?",
    "I need to cancel my appointment.",
    "What is the address?",
    "Is there anything on Friday?",
)
BARGES = ("Where are you?",)
BARGE_EVERY = 3

SECS_PER_TURN = 9.0
"""Seconds a turn may take on average before the call is hung up."""

LEAD_SECS = 2.0


@dataclass(frozen=True)
class LocalCall:
    """What one call with the local engines came to."""

    turns: int
    missed: int
    early: int
    after_clear: int
    greeting_ms: float | None
    lateness_p99_ms: float | None
    start_window_ms: float
    """How long speech must last before it counts as a barge-in (`turns.vad_start_secs`)."""

    responses_ms: list[float] = field(repr=False)
    """Caller's last sample to the agent's first sample."""

    barge_ins_ms: list[float] = field(repr=False)
    """Caller's first sample to `clear`."""

    @property
    def response_p50_ms(self) -> float | None:
        """The median wait."""
        return middle(self.responses_ms)

    @property
    def response_p95_ms(self) -> float | None:
        """The wait that one turn in twenty exceeds."""
        return percentile(self.responses_ms, 95)

    @property
    def barge_in_after_window_ms(self) -> float | None:
        """Median from the end of the start window to `clear`."""
        median = middle(self.barge_ins_ms)
        return None if median is None else median - self.start_window_ms

    def as_json(self) -> dict[str, Any]:
        """For the report."""
        return {
            **asdict(self),
            "response_p50_ms": self.response_p50_ms,
            "response_p95_ms": self.response_p95_ms,
            "barge_in_after_window_ms": self.barge_in_after_window_ms,
        }


async def measure(folder: Path, turns: int) -> LocalCall:
    """Hold one call of so many turns. Raises BenchmarkFailed."""
    files = [str(file) for file in await render([*SENTENCES, *BARGES], folder / "local-speech", voice=VOICE)]
    noise = line_noise(folder)
    async with server("local", "benchmarks.local_server", folder) as ours:
        begin = time.monotonic() + LEAD_SECS
        job = Job(
            port=ours.port,
            core=cores()[1],
            starts=[begin],
            until=begin + turns * SECS_PER_TURN,
            turns=files[: len(SENTENCES)],
            barges=files[len(SENTENCES) :],
            noise=noise,
            barge_every=BARGE_EVERY,
            pause_secs=1.0,
            missed_after_secs=6.0,
            at_most=turns,
        )
        result = await generate(job)
    call = result["calls"][0]
    return LocalCall(
        turns=len(call.get("responses_ms", [])),
        missed=call.get("missed", turns),
        early=call.get("early", 0),
        after_clear=call.get("after_clear", 0),
        greeting_ms=call.get("greeting_ms"),
        lateness_p99_ms=result["lateness_p99_ms"],
        start_window_ms=load_agent(AGENT).config.turns.vad_start_secs * 1000,
        responses_ms=call.get("responses_ms", []),
        barge_ins_ms=call.get("barge_ins_ms", []),
    )
