"""One call with one fault: played on the virtual clock, against the fakes, and looked at."""

import asyncio
import logging
import tempfile
import time
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from loguru import logger

from calls.record import CallRecord
from calls.recovery import recover
from calls.store import CallStore
from configs import LoadedAgent
from pipeline import Switchboard
from services.local.engines import CALLER_VOICES
from simulation.carrier import TwilioCaller
from simulation.carrier.blocks import PersonBlock
from simulation.carrier.network import FakeTwilio
from simulation.carrier.rest import RestDesk
from simulation.chaos.caller import PatientCaller
from simulation.chaos.cases import Case
from simulation.chaos.front import FrontSession
from simulation.chaos.hearing import CallHeard
from simulation.chaos.looking import heard_by, in_a_line, person_after, taken_over
from simulation.chaos.pointing import PERSON, fakes_for, pointed_at
from simulation.chaos.promises import Outcome, broken_promises
from simulation.clock import run_virtual
from simulation.faults import FaultBoard
from simulation.faulty_store import failing
from simulation.play import LIMIT_SECS, MONDAY_MORNING, PREPARING_SECS
from simulation.providers import serving
from simulation.providers.hearing import SaidWords
from simulation.run import Cast, make_call
from simulation.stage import in_memory, open_switchboard
from simulation.voice import Synthesizer, Voice, local_synthesizer

QUESTION = "Could you tell me your hours please?"
FAREWELL = "Nothing else goodbye."
TALK = (QUESTION, "Can you tell me your address?", FAREWELL)
"""What the caller says. The second is where faults strike in the middle of a call."""

TALK_FOR_A_PERSON = (QUESTION, "Can I talk to a person please?", FAREWELL)

CONSENT = "Yes please."
"""Said before all that, to an agent that asks whether it may record."""

CALLER = "+12125550199"

VOICE = CALLER_VOICES[1]
"""Whose questions sound like questions, so that nobody waits for more of them."""


@dataclass
class CaseResult:
    """What came of a case."""

    case: Case
    provider: str
    """Who broke."""
    heard: CallHeard = field(default_factory=lambda: CallHeard(None, (), 0))
    outcome: Outcome = field(default_factory=lambda: Outcome(None, (), None, False, 0, "it was never made"))
    broken: list[str] = field(default_factory=list)
    """Promises that were not kept; empty = all were."""
    call_secs: float = 0.0
    real_secs: float = 0.0
    transcript: list[str] = field(default_factory=list)
    """Who said what, in words that may be shown: the caller's are this file's."""
    audio: bytes = b""
    """µ-law: what the caller heard."""

    @property
    def met(self) -> bool:
        """Whether every promise was kept."""
        return not self.broken


def play_case(
    case: Case,
    agent: LoadedAgent,
    environ: Mapping[str, str],
    *,
    synthesizer: Synthesizer = local_synthesizer,
    seed: int = 1,
) -> CaseResult:
    """Play a case on a virtual clock. What goes wrong is in the result; nothing is raised but for Ctrl-C."""
    start = MONDAY_MORNING.replace(tzinfo=ZoneInfo(agent.config.timezone)) - timedelta(seconds=PREPARING_SECS)
    began = time.perf_counter()
    result = CaseResult(case, case.service)
    try:
        result = _on_clock(case, agent, environ, synthesizer, seed, start)
    except Exception as error:
        logger.debug(traceback.format_exc())
        result.outcome = Outcome(None, (), None, False, 0, f"{type(error).__name__}: {error}")
    result.real_secs = time.perf_counter() - began
    result.broken = broken_promises(result.heard, result.outcome)
    return result


def _on_clock(
    case: Case,
    agent: LoadedAgent,
    environ: Mapping[str, str],
    synthesizer: Synthesizer,
    seed: int,
    start: datetime,
) -> CaseResult:
    # The server that stands in for a provider logs what a fault does to it.
    logging.getLogger("aiohttp.server").setLevel(logging.CRITICAL)
    with tempfile.TemporaryDirectory(prefix="callwright-") as folder:

        async def call() -> CaseResult:
            return await _Stage(case, agent, environ, synthesizer, seed, Path(folder)).play()

        return run_virtual(call, start=start, limit_secs=LIMIT_SECS)


class _Stage:
    """Everything that one call needs, and what is looked at afterwards."""

    def __init__(
        self,
        case: Case,
        agent: LoadedAgent,
        environ: Mapping[str, str],
        synthesizer: Synthesizer,
        seed: int,
        data: Path,
    ) -> None:
        self._case, self._agent, self._environ = case, agent, environ
        self._voice = Voice(synthesizer, name=VOICE)
        self._seed = seed
        self._data = data
        self._board = FaultBoard()
        self._words = SaidWords()

    async def play(self) -> CaseResult:
        """Make the call."""
        fakes = fakes_for(self._agent, self._words, self._board)
        async with serving(*fakes.values()) as host:
            pointed = pointed_at(self._agent, host, self._environ)
            service = self._case.service
            first = next(
                (fake for key, fake in fakes.items() if key == (service, pointed.first.get(service))), None
            )
            self._provider = first.name if first is not None else service
            async with open_switchboard(
                pointed.agent,
                self._data,
                seed=self._seed,
                environ=pointed.environ,
                own_ears=True,
                open_store=failing(self._board),
            ) as switchboard:
                return await self._call(switchboard)

    async def _call(self, switchboard: Switchboard) -> CaseResult:
        carrier = FakeTwilio(Random(f"{self._seed}/carrier"), people={PERSON: PersonBlock()})
        session = FrontSession(switchboard, carrier=carrier)
        assert isinstance(session.desk, RestDesk)
        session.desk.board = self._board
        lines = [await self._voice.say(text) for text in self._talk]
        consent = await self._voice.say(CONSENT)
        async with in_memory(session) as exchange:
            caller = TwilioCaller(exchange, Random(f"{self._seed}/caller"), from_=CALLER, carrier=carrier)
            self._words.attach(caller.mouth, caller.moment)
            cast = Cast(caller, session.feed, self._voice, self._words, ready=self._ready)
            player = PatientCaller(cast, lines, self._board, consent=consent)
            performance = await make_call(player, cast)
            if session.feed.events:
                await session.finished.wait()
        self._board.clear()
        await session.settled()
        result = CaseResult(self._case, self._provider)
        result.heard = heard_by(player, self._talk)
        record = session.record
        result.outcome = Outcome(
            end_reason=record.end_reason.value if record is not None and record.end_reason else None,
            took_over=tuple(taken_over(player, self._board.struck)),
            person_secs=person_after(player),
            on_record=await self._is_on_record(switchboard.store, record),
            struck=len(self._board.struck),
            failure="; ".join(performance.failures),
        )
        result.call_secs = caller.now_ms / 1000
        result.audio = caller.playout.heard(caller.now)
        result.transcript = [text for event in session.feed.events if (text := in_a_line(event))]
        return result

    @property
    def _talk(self) -> tuple[str, ...]:
        return TALK_FOR_A_PERSON if self._case.person else TALK

    async def _ready(self) -> None:
        """All is prepared: the phone rings at the same moment in every case, and the fault is switched on."""
        loop = asyncio.get_running_loop()
        await asyncio.sleep(max(0.0, MOMENT - loop.time()))
        self._board.set(self._provider, *self._case.faults)
        self._board.start()

    async def _is_on_record(self, store: CallStore, record: CallRecord | None) -> bool:
        """Whether the database has the final record; at the latest after the next start."""
        if record is None:
            return False
        await recover(self._data, store)
        kept = await store.get(record.call_id)
        return kept is not None and kept.end_reason is not None


MOMENT = 1000.0 + PREPARING_SECS
"""The virtual loop's time at which the phone rings."""
