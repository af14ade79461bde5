"""Whole calls on the virtual clock with providers that fail: what the caller hears, measured from sound."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from calls.events import CallEvent
from configs import load_agent
from configs.schema.providers import PipelineBlock
from simulation.clock import run_virtual
from simulation.faults import Fault, FaultBoard
from simulation.mulaw import RATE
from simulation.play import Conditions, play_together
from simulation.playout import Playout
from simulation.providers import serving
from simulation.providers.deepgram import FakeDeepgram
from simulation.providers.elevenlabs import FakeElevenLabs
from simulation.providers.hearing import CallersWords, Lines
from simulation.providers.openai import FakeOpenAI
from simulation.scenario import load_scenarios

START = datetime(2026, 3, 2, 14, 14, tzinfo=UTC)
KEYS = {"OPENAI_API_KEY": "o", "DEEPGRAM_API_KEY": "d", "ELEVENLABS_API_KEY": "e"}

QUESTION = "what are your opening hours"

SCENARIO = """
name: broken
user: {modality: audio, speech: {service: local}}
callwright:
  given: {from: "+12125550188", demo: true, clock: "2026-03-02T09:15:00-05:00"}
  caller: {stays_secs: 8}
  ears: EARS
scenarios:
  - name: call
    stop_on_failure: false
    turns:
      - expect: [{event: bot_started_speaking, within_ms: 15000}]
"""

ASKS = f"""
      - {{user: {QUESTION}, expect: [{{event: bot_started_speaking, within_ms: 20000}}]}}"""


@dataclass
class Heard:
    """What the caller heard of a call."""

    opening_secs: float
    """Silence before the first sound."""

    silences: list[float]
    """After each of the caller's turns, seconds until the agent's next sound."""

    events: Sequence[CallEvent]
    record: Any
    fakes: Mapping[str, Any] = field(default_factory=dict)

    def of(self, kind: str) -> list[Any]:
        """The events of one type."""
        return [event for event in self.events if event.type == kind]

    @property
    def said(self) -> list[str]:
        """What the agent said and the caller heard."""
        return [event.heard for event in self.of("agent_spoke")]


def call(
    tmp_path: Path,
    faults: Mapping[str, Fault],
    *,
    pipeline: Mapping[str, Sequence[str]],
    scenario: str = SCENARIO,
    words: CallersWords | None = None,
    questions: int = 2,
    stays: int = 8,
    agent: str = "appointments",
    given: str = "",
) -> Heard:
    """One call with these faults. `pipeline`: kind to the names of its providers, in order.

    `questions`: how often the caller asks; `stays`: seconds that the caller waits at the end;
    `given`: more of what the scenario is given.
    """
    scenario = scenario.replace("stays_secs: 8", f"stays_secs: {stays}") + ASKS * questions
    scenario = scenario.replace("demo: true,", f"demo: true, {given}")
    file = tmp_path / "broken.yaml"
    file.write_text(scenario.replace("EARS", "local" if "stt" in pipeline else "scripted"))
    (loaded,) = load_scenarios(file)
    (tmp_path / "data").mkdir(exist_ok=True)

    async def run() -> Heard:
        board = FaultBoard()
        for provider, fault in faults.items():
            board.set(provider, fault)
        openai, voice = FakeOpenAI(board=board), FakeElevenLabs(board=board)
        ears = FakeDeepgram(words or Lines([QUESTION, QUESTION]), board)
        async with serving(openai, voice, ears) as address:
            loaded_agent = load_agent(agent)
            block = PipelineBlock.model_validate(
                {kind: [_choice(name, address) for name in names] for kind, names in pipeline.items()}
            )
            config = loaded_agent.config.model_copy(update={"pipeline": block})
            conditions = Conditions(environ=KEYS)
            (result,) = await play_together(
                [loaded], replace(loaded_agent, config=config), conditions, tmp_path / "data"
            )
        fakes = {"openai": openai, "elevenlabs": voice, "deepgram": ears, "failures": result.failures}
        return _heard(result, fakes)

    return run_virtual(run, start=START, limit_secs=1200, patience_secs=20)


def _choice(name: str, address: str) -> dict[str, Any]:
    return {
        "local": {"service": "local"},
        "openai": {
            "service": "openai",
            "settings": {"model": "m"},
            "args": {"base_url": f"http://{address}/v1", "api_key_env": "OPENAI_API_KEY"},
        },
        "elevenlabs": {
            "service": "elevenlabs",
            "settings": {"voice": "v"},
            "args": {"url": f"ws://{address}"},
        },
        "deepgram": {"service": "deepgram", "args": {"base_url": f"ws://{address}"}},
    }[name]


def _heard(result: Any, fakes: Mapping[str, Any]) -> Heard:
    agent, caller = Playout(), Playout()
    agent.play(result.heard, 0)
    caller.play(result.said, 0)
    end = len(result.heard)
    starts = [start for start, _ in agent.speech(end)]
    silences = []
    for _, stopped in caller.speech(len(result.said)):
        later = [start for start in starts if start >= stopped]
        still = any(start < stopped < until for start, until in agent.speech(end))
        silences.append(0.0 if still else ((later[0] if later else end) - stopped) / RATE)
    return Heard(starts[0] / RATE if starts else end / RATE, silences, result.events, result.record, fakes)
