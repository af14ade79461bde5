"""Everything a run found out, and whether it reaches the goals."""

import os
import platform
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from typing import Any

from pipecat.audio.vad.vad_analyzer import VADParams

from benchmarks.local_call import LocalCall
from benchmarks.memory import CALLS, Memory
from benchmarks.paired import Figures, Plan, Round, settled
from benchmarks.ratios import Ratio, middle, ratio_of
from benchmarks.scene import BARE, BARE_AGAIN, OURS

SAME = (0.95, 1.05)
"""Where the baseline divided by itself must lie; outside, the machine was too restless."""

PACKAGES = ("pipecat-ai", "onnxruntime", "uvloop", "uvicorn", "fastapi", "websockets", "numpy")


@dataclass(frozen=True)
class Row:
    """One line of the comparison."""

    name: str
    unit: str
    base: float | None
    """Bare Pipecat's, over the rounds."""

    ours: float | None
    ratio: Ratio | None
    same: Ratio | None
    """The A/A pair: the baseline's second copy divided by the first."""

    goal: float | None
    """Greatest ratio; None = shown without a goal."""

    counts: bool = True
    """False when every round it comes from was void."""

    @property
    def met(self) -> bool | None:
        """Whether the goal is reached; None where there is none, or nothing was measured that counts."""
        if self.goal is None or self.ratio is None or not self.counts:
            return None
        return self.ratio.median <= self.goal


@dataclass(frozen=True)
class Absolute:
    """A figure of the local engines with its own goal."""

    name: str
    ms: float | None
    goal_ms: float

    @property
    def met(self) -> bool | None:
        """Whether the goal is reached; None where nothing was measured."""
        return None if self.ms is None else self.ms < self.goal_ms


@dataclass
class Results:
    """A whole run; what failed is None."""

    plan: Plan
    memory: dict[str, Memory] = field(default_factory=dict)
    rounds: list[Round] = field(default_factory=list)
    local: LocalCall | None = None
    failures: list[str] = field(default_factory=list)

    @property
    def counted(self) -> list[Round]:
        """Rounds that passed the gates; all of them when none did."""
        return settled(self.rounds)

    @property
    def rows(self) -> list[Row]:
        """The comparison."""
        return [
            self._row("CPU per call-second", "ms", lambda of: of.cpu_ms, 0.65),
            self._memory_row(),
            self._row("greeting", "ms", lambda of: of.greeting_ms, 0.35),
            self._row("response", "ms", lambda of: of.response_ms, 1.0),
            self._row("barge-in", "ms", lambda of: of.barge_in_ms, None),
        ]

    @property
    def absolutes(self) -> list[Absolute]:
        """The figures of the local engines."""
        local = self.local
        return [
            Absolute("response, p50", local.response_p50_ms if local else None, 1200),
            Absolute(
                "barge-in, start window → clear", local.barge_in_after_window_ms if local else None, 300
            ),
        ]

    @property
    def restless(self) -> list[str]:
        """The figures whose A/A pair lies outside its band."""
        return [row.name for row in self.rows if row.same and not SAME[0] <= row.same.median <= SAME[1]]

    def as_json(self) -> dict[str, Any]:
        """The whole of it."""
        return {
            "versions": versions(),
            "settings": settings(self.plan),
            "rows": [{**asdict(row), "met": row.met} for row in self.rows],
            "local": [{**asdict(each), "met": each.met} for each in self.absolutes],
            "local_call": self.local.as_json() if self.local else None,
            "memory": {name: memory.as_json() for name, memory in self.memory.items()},
            "rounds": [each.as_json() for each in self.rounds],
            "outside_the_same_band": self.restless,
            "failures": self.failures,
        }

    def _row(
        self, name: str, unit: str, figure: Callable[[Figures], float | None], goal: float | None
    ) -> Row:
        def of(server: str) -> list[float | None]:
            return [figure(each.figures[server]) for each in self.counted]

        base, again, ours = of(BARE.name), of(BARE_AGAIN.name), of(OURS.name)
        return Row(
            name,
            unit,
            base=middle([value for value in base if value is not None]),
            ours=middle([value for value in ours if value is not None]),
            ratio=ratio_of(list(zip(ours, base, strict=True))),
            same=ratio_of(list(zip(again, base, strict=True))),
            goal=goal,
            counts=any(not each.void for each in self.rounds),
        )

    def _memory_row(self) -> Row:
        base, ours = self.memory.get(BARE.name), self.memory.get(OURS.name)
        pair = [(ours.per_call_mib, base.per_call_mib)] if base and ours else []
        return Row(
            "memory per call",
            "MiB",
            base=base.per_call_mib if base else None,
            ours=ours.per_call_mib if ours else None,
            ratio=ratio_of(pair),
            same=None,
            goal=0.1,
            counts=all(memory.greeted == CALLS for memory in self.memory.values()),
        )


def versions() -> dict[str, str]:
    """What was measured with what."""
    return {
        "python": platform.python_version(),
        "kernel": platform.release(),
        "cpus": str(os.cpu_count()),
        **{name: version(name) for name in PACKAGES},
    }


def settings(plan: Plan) -> dict[str, Any]:
    """What both sides run with."""
    vad = VADParams()
    return {
        "calls": plan.calls,
        "rounds": plan.rounds,
        "secs": plan.secs,
        "sample_rate": 8000,
        "vad": {
            "confidence": vad.confidence,
            "start_secs": vad.start_secs,
            "stop_secs": vad.stop_secs,
            "min_volume": vad.min_volume,
        },
        "end_of_turn": "smart turn",
        "loop": "uvloop",
        "callwright": {"journal": True, "recording": "stereo"},
    }
