"""Play a scenario: set the stage, let the callers call, look at what came of it."""

import asyncio
import os
import tempfile
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Literal
from zoneinfo import ZoneInfo

from loguru import logger

from calls.clock import off_loop, utc_now
from compliance.redaction.by_itself import by_itself
from compliance.redaction.safe import safe
from configs import LoadedAgent
from pipeline import Switchboard
from services.local.engines import CALLER_VOICES
from simulation.carrier.stream_caller import StreamCaller
from simulation.carrier_verdict import carrier_complaints
from simulation.carriers import KITS
from simulation.clock import VirtualLoop, run_virtual, wall_clock_from
from simulation.database import DatabaseWrong, missing_rows, put_rows
from simulation.goal_run import run_goal
from simulation.mouth import Noise
from simulation.mulaw import RATE
from simulation.needs import line_of
from simulation.noise import BABBLE, babble, white
from simulation.real_loop import run_real
from simulation.result import ScenarioResult
from simulation.run import Cast, run_scenario
from simulation.scenario import Scenario
from simulation.stage import Session, in_memory, on_a_socket, open_switchboard
from simulation.verdict import complaints
from simulation.voice import Synthesizer, Voice, local_synthesizer
from simulation.wideband import WideVoice
from simulation.wideband_line import FROM_CALLER_HZ

Clock = Literal["virtual", "real"]
Ears = Literal["scripted", "local"]

MONDAY_MORNING = datetime(2026, 3, 2, 9, 15)  # noqa: DTZ001 - the agent's zone is put in
"""What the office's clock says if a scenario does not."""

PREPARING_SECS = 60.0
"""Virtual seconds before the phone rings. Preparing takes fewer, and how many must not show in the call."""

LIMIT_SECS = 2 * 3600.0
"""Virtual seconds after which a scenario is given up."""


@dataclass(frozen=True)
class Conditions:
    """How scenarios are played."""

    clock: Clock = "virtual"
    """`virtual`: in memory, as fast as possible. `real`: on a socket of this machine, in real time."""
    ears: Ears | None = None
    """None = as the scenario says."""
    carrier: str = "twilio"
    """One of `simulation.carriers.KITS`."""
    environ: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    data: Path | None = None
    """Where the agent keeps its data; None = a temporary folder for each scenario."""
    synthesizer: Synthesizer = local_synthesizer
    """Who speaks the callers' words."""
    on_switchboard: Callable[[Switchboard], None] | None = None
    """Told of the agent's side before it is called, for whoever wants to change something of it."""
    on_session: Callable[[Scenario, Session], None] | None = None
    """Told of each call before it is made, for whoever wants to watch its feed."""

    @property
    def live(self) -> bool:
        """Whether it is in real time."""
        return self.clock == "real"


def play(
    scenario: Scenario, agent: LoadedAgent, conditions: Conditions, *, rivals: Sequence[Scenario] = ()
) -> list[ScenarioResult]:
    """Play a scenario together with its rivals, on an event loop of its own. Results in the same order.

    What goes wrong on the way is a failure in the first result; nothing is raised but for Ctrl-C.
    """
    given = scenario.callwright.given
    start = given.clock or MONDAY_MORNING.replace(tzinfo=ZoneInfo(agent.config.timezone))
    began = time.perf_counter()
    result = _result_of(scenario)
    try:
        results = _on_clock(scenario, [scenario, *rivals], agent, conditions, start)
    except Exception as error:
        logger.debug(traceback.format_exc())
        result.failures.append(f"could not be played: {type(error).__name__}: {error}")
        results = [result]
    masker = by_itself()
    for each in results:
        each.real_secs = time.perf_counter() - began
        each.failures = [safe(failure, masker) for failure in each.failures]
        each.deeds = [safe(deed, masker) for deed in each.deeds]
    return results


def _on_clock(
    scenario: Scenario, cast: list[Scenario], agent: LoadedAgent, conditions: Conditions, start: datetime
) -> list[ScenarioResult]:
    slow = scenario.callwright.given.slow
    with tempfile.TemporaryDirectory(prefix="callwright-") as folder:
        data = conditions.data or Path(folder)

        async def all_calls() -> list[ScenarioResult]:
            return await play_together(cast, agent, conditions, data)

        if conditions.clock == "virtual":
            early = start - timedelta(seconds=PREPARING_SECS)
            return run_virtual(all_calls, start=early, limit_secs=LIMIT_SECS, charges=slow)
        with wall_clock_from(start):
            return run_real(all_calls, slow=slow)


async def play_together(
    scenarios: Sequence[Scenario], agent: LoadedAgent, conditions: Conditions, data: Path
) -> list[ScenarioResult]:
    """Play scenarios at the same time against one agent with one data folder. The first sets the stage."""
    first = scenarios[0]
    seed = first.callwright.seed
    own_ears = any(_ears(scenario, conditions) == "local" for scenario in scenarios)
    async with open_switchboard(
        agent, data, seed=seed, environ=conditions.environ, own_ears=own_ears
    ) as switchboard:
        if conditions.on_switchboard is not None:
            conditions.on_switchboard(switchboard)
        given = first.callwright.given
        if given.demo:
            today = utc_now().astimezone(ZoneInfo(agent.config.timezone)).date()
            await off_loop(lambda: switchboard.flow.seed(switchboard.resources, today), name="scenario")
        await off_loop(lambda: put_rows(data, given.database), name="scenario")
        together = asyncio.Barrier(len(scenarios))
        playing = [
            _call(scenario, switchboard, conditions, Random(f"{seed}/{number}"), together)
            for number, scenario in enumerate(scenarios)
        ]
        results = await asyncio.gather(*playing)
    for scenario, result in zip(scenarios, results, strict=True):
        result.failures += await off_loop(lambda each=scenario: _rows(each, data), name="scenario")
    return results


def _ears(scenario: Scenario, conditions: Conditions) -> Ears:
    return conditions.ears or scenario.callwright.ears


def _rows(scenario: Scenario, data: Path) -> list[str]:
    try:
        return missing_rows(data, scenario.callwright.finally_.database)
    except DatabaseWrong as error:
        return [str(error)]


async def _ready(together: asyncio.Barrier) -> None:
    """Wait for the other callers, and on a virtual clock for the moment at which all phones ring."""
    await together.wait()
    loop = asyncio.get_running_loop()
    if isinstance(loop, VirtualLoop):
        await asyncio.sleep(max(0.0, PREPARING_SECS - loop.elapsed_secs))


async def _call(
    scenario: Scenario,
    switchboard: Switchboard,
    conditions: Conditions,
    rng: Random,
    together: asyncio.Barrier,
) -> ScenarioResult:
    """One call, from dialling to its verdict."""
    ours = scenario.callwright
    kit = KITS[conditions.carrier]
    carrier = kit.carrier(
        Random(f"{ours.seed}/{scenario.name}/carrier"), people=ours.given.people, moods=ours.given.carrier
    )
    line = _line(scenario, conditions)
    session = Session(
        switchboard,
        scripted=_ears(scenario, conditions) == "scripted",
        carrier=carrier,
        visitor=(ours.given.from_, ours.given.to) if line.page else None,
    )
    if session.script is not None:
        session.script.confidence = ours.caller.heard_with
    if conditions.on_session is not None:
        conditions.on_session(scenario, session)
    voice = _voice(scenario, conditions)
    noise = await _noise(scenario, conditions)
    reach = on_a_socket if conditions.live else in_memory
    async with reach(session) as exchange:
        caller = line(
            exchange,
            rng,
            from_=ours.given.from_,
            to=ours.given.to,
            noise=noise,
            carrier=carrier,
            buffer_secs=ours.given.carrier.buffer_secs,
        )
        cast = Cast(caller, session.feed, voice, session.script, ready=lambda: _ready(together))
        if ours.goal is None:
            performance = await run_scenario(scenario, cast)
        else:
            today = utc_now().astimezone(ZoneInfo(switchboard.agent.config.timezone)).date()
            chance = Random(f"{ours.seed}/{scenario.name}")
            performance = await run_goal(scenario, ours.goal, cast, today, chance)
        if session.feed.events:
            await session.finished.wait()
    result = _result_of(scenario)
    result.failures += performance.failures
    result.deeds, result.wish = performance.deeds, performance.wish
    result.turns_played = performance.turns_played
    result.record, result.events = session.record, session.feed.events
    result.said, result.heard = caller.mouth.said(), caller.playout.heard(caller.now)
    result.call_secs = caller.now_ms / 1000
    result.failures += carrier_complaints(ours.finally_, carrier, session.record)
    if session.record is None:
        result.failures.append("there is no record of the call")
    else:
        result.failures += complaints(ours.finally_, session.record, session.feed.events)
    if result.failures and session.script is not None and session.script.unheard:
        words = " ".join(session.script.unheard)
        result.failures.append(f'the agent\'s speech detector never noticed: "{words}"')
    session.forget()
    return result


def _result_of(scenario: Scenario) -> ScenarioResult:
    return ScenarioResult(scenario.name, str(scenario.file), scenario.line)


def _line(scenario: Scenario, conditions: Conditions) -> type[StreamCaller]:
    return line_of(scenario, conditions.carrier, live=conditions.live)


def _voice(scenario: Scenario, conditions: Conditions) -> Voice:
    traits, speech = scenario.callwright.caller, scenario.speech
    name = traits.voice or speech.voice or CALLER_VOICES[0]
    return _speaker(name, traits.speed * (speech.speed or 1.0), scenario, conditions)


def _speaker(name: str, speed: float, scenario: Scenario, conditions: Conditions) -> Voice:
    """A voice at the rate of the scenario's line."""
    if _line(scenario, conditions).wide:
        return WideVoice(name=name, speed=speed)
    return Voice(conditions.synthesizer, name=name, speed=speed)


async def _noise(scenario: Scenario, conditions: Conditions) -> Noise | None:
    wanted, seed = scenario.callwright.caller.noise, scenario.callwright.seed
    if wanted is None:
        return None
    rate = FROM_CALLER_HZ if _line(scenario, conditions).wide else RATE
    if wanted.kind == "white":
        return white(wanted.snr_db, seed, rate)
    names = [CALLER_VOICES[number % len(CALLER_VOICES)] for number in range(len(BABBLE))]
    speakers = [_speaker(name, 1.0, scenario, conditions) for name in names]
    people = [await voice.say(text) for voice, text in zip(speakers, BABBLE, strict=True)]
    return babble(wanted.snr_db, seed, [said.samples for said in people], rate)
