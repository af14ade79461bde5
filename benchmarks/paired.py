"""Rounds: all servers at the same time on one core, each with a generator on another, and what came of it."""

import asyncio
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from statistics import median
from typing import Any

from benchmarks import proc
from benchmarks.generator import Job
from benchmarks.processes import Server, cores, generate
from benchmarks.ratios import middle
from benchmarks.scene import BARGE_EVERY, Voices

LEAD_SECS = 2.5
"""Seconds for the generators to start before the first call does."""

SPACING_SECS = 0.5
"""Seconds between the starts of two calls on one server."""

SETTLE_SECS = 1.0
"""Seconds after the last start before CPU is counted."""

LATENESS_GATE_MS = 5.0
"""A generator whose packets are later than this (p99) has measured itself."""


@dataclass(frozen=True)
class Plan:
    """How much is measured."""

    rounds: int
    calls: int
    """Calls on each server at the same time."""

    secs: float
    """Seconds of conversation in a round, after all calls have started."""

    @property
    def repeats(self) -> int:
        """How many void rounds are repeated before the benchmark goes on without."""
        return max(1, self.rounds // 2)


@dataclass(frozen=True)
class Figures:
    """One server in one round."""

    cpu_ms: float
    """Milliseconds of CPU per call-second, the server's own process."""

    children_cpu_ms: float
    """The same of its child processes."""

    greeting_ms: float | None
    response_ms: float | None
    barge_in_ms: float | None
    turns: int
    missed: int
    early: int
    after_clear: int
    underruns: int
    underrun_ms: float
    lateness_p99_ms: float | None
    responses_ms: list[float] = field(repr=False)
    greetings_ms: list[float] = field(repr=False)
    barge_ins_ms: list[float] = field(repr=False)
    void: list[str] = field(default_factory=list)
    """Why these figures do not count."""


@dataclass(frozen=True)
class Round:
    """One round of all servers."""

    order: list[str]
    foreign_cpu_percent: float
    """CPU that other processes of the machine used meanwhile; 100 = one core."""

    figures: dict[str, Figures]

    @property
    def void(self) -> list[str]:
        """Why this round does not count; empty when it does."""
        return [f"{name}: {reason}" for name, of in self.figures.items() for reason in of.void]

    def as_json(self) -> dict[str, Any]:
        """For the report."""
        return {**asdict(self), "void": self.void}


async def measure(
    servers: Sequence[Server], plan: Plan, voices: Voices, say: Callable[[str], None]
) -> list[Round]:
    """The rounds, void ones included and repeated."""
    rounds: list[Round] = []
    valid = 0
    while valid < plan.rounds and len(rounds) < plan.rounds + plan.repeats:
        turn = len(rounds) % len(servers)
        done = await play([*servers[turn:], *servers[:turn]], plan, voices)
        rounds.append(done)
        valid += not done.void
        say(f"round {len(rounds)}: {'void: ' + '; '.join(done.void) if done.void else 'counts'}")
    return rounds


async def play(servers: Sequence[Server], plan: Plan, voices: Voices) -> Round:
    """One round; the first server's calls start first."""
    begin = time.monotonic() + LEAD_SECS
    counted_from = begin + plan.calls * SPACING_SECS + SETTLE_SECS
    until = counted_from + plan.secs
    jobs = [
        job(server, voices, begin + position * SPACING_SECS / len(servers), plan.calls, until + 0.2)
        for position, server in enumerate(servers)
    ]
    generating = [asyncio.create_task(generate(each)) for each in jobs]
    try:
        usage, foreign = await _usage(servers, counted_from, until)
        results = await asyncio.gather(*generating)
    finally:
        for task in generating:
            task.cancel()
        await asyncio.gather(*generating, return_exceptions=True)
    call_secs = plan.calls * plan.secs
    return Round(
        order=[server.name for server in servers],
        foreign_cpu_percent=foreign,
        figures={
            server.name: _figures(used, call_secs, result)
            for server, used, result in zip(servers, usage, results, strict=True)
        },
    )


def job(server: Server, voices: Voices, begin: float, calls: int, until: float) -> Job:
    """The ordinary conversation with one server."""
    return Job(
        port=server.port,
        core=cores()[1],
        starts=[begin + index * SPACING_SECS for index in range(calls)],
        until=until,
        turns=voices.turns,
        barges=voices.barges,
        noise=voices.noise,
        barge_every=BARGE_EVERY,
    )


async def _usage(servers: Sequence[Server], begin: float, until: float) -> tuple[list[proc.Usage], float]:
    """CPU seconds of each server between two moments, and the percentage that everybody else used."""
    ours = os.getpid()
    await asyncio.sleep(begin - time.monotonic())
    before, family, machine = [proc.cpu(server.pid) for server in servers], proc.cpu(ours), proc.busy_secs()
    await asyncio.sleep(until - time.monotonic())
    after, family_after = [proc.cpu(server.pid) for server in servers], proc.cpu(ours)
    mine = family_after.own + family_after.children - family.own - family.children
    foreign = max(0.0, proc.busy_secs() - machine - mine) / (until - begin) * 100
    used = [proc.Usage(b.own - a.own, b.children - a.children) for a, b in zip(before, after, strict=True)]
    return used, foreign


def _figures(used: proc.Usage, call_secs: float, result: dict[str, Any]) -> Figures:
    calls: list[dict[str, Any]] = result["calls"]
    held = [call for call in calls if "failed" not in call]
    responses = [ms for call in held for ms in call["responses_ms"]]
    greetings = [call["greeting_ms"] for call in held if call["greeting_ms"] is not None]
    barge_ins = [ms for call in held for ms in call["barge_ins_ms"]]

    def total(key: str) -> float:
        return sum(call[key] for call in held)

    return Figures(
        cpu_ms=used.own / call_secs * 1000,
        children_cpu_ms=used.children / call_secs * 1000,
        greeting_ms=middle(greetings),
        response_ms=middle(responses),
        barge_in_ms=middle(barge_ins),
        turns=len(responses),
        missed=int(total("missed")),
        early=int(total("early")),
        after_clear=int(total("after_clear")),
        underruns=int(total("underruns")),
        underrun_ms=total("underrun_ms"),
        lateness_p99_ms=result["lateness_p99_ms"],
        responses_ms=responses,
        greetings_ms=greetings,
        barge_ins_ms=barge_ins,
        void=_gates(calls, held, result["lateness_p99_ms"]),
    )


def _gates(
    calls: list[dict[str, Any]], held: list[dict[str, Any]], lateness_p99_ms: float | None
) -> list[str]:
    reasons = []
    if lateness_p99_ms is None or lateness_p99_ms >= LATENESS_GATE_MS:
        late = (
            "nothing was sent"
            if lateness_p99_ms is None
            else f"generator {lateness_p99_ms:.1f} ms late (p99)"
        )
        reasons.append(late)
    if len(held) < len(calls):
        reasons.append(f"{len(calls) - len(held)} calls could not connect")
    dropped = sum(call["dropped"] for call in held)
    if dropped:
        reasons.append(f"{dropped} calls dropped")
    missed = sum(call["missed"] for call in held)
    if missed:
        reasons.append(f"{missed} turns missed")
    if any(call["greeting_ms"] is None for call in held):
        reasons.append("a call was not greeted")
    return reasons


def pooled(rounds: Sequence[Round], name: str, key: str) -> list[float]:
    """One list figure (`responses_ms` ...) of one server over all rounds."""
    return [ms for each in rounds for ms in getattr(each.figures[name], key)]


def settled(rounds: Sequence[Round]) -> list[Round]:
    """The rounds that count; all of them where none does."""
    return [each for each in rounds if not each.void] or list(rounds)


def foreign(rounds: Sequence[Round]) -> float:
    """Median of what others used."""
    return median(each.foreign_cpu_percent for each in rounds)
