"""Turn-taking follows what is asked: patience in numbers, a quick answer to a yes. On the virtual clock."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pipecat.clocks.system_clock import SystemClock
from pipecat.frames.frames import (
    InputAudioRawFrame,
    STTMetadataFrame,
    TranscriptionFrame,
    VADUserStartedSpeakingFrame,
    VADUserStoppedSpeakingFrame,
)
from pipecat.processors.frame_processor import FrameProcessorSetup
from pipecat.turns.user_start import VADUserTurnStartStrategy
from pipecat.turns.user_turn_controller import UserTurnController
from pipecat.turns.user_turn_strategies import UserTurnStrategies
from pipecat.utils.asyncio.task_manager import TaskManager

from calls.events import CallerSpoke, ResponseMeasured, ToolCalled
from configs import load_agent
from configs.schema.turns import TurnProfile, TurnProfiles, TurnsBlock
from flows.capture.listening import Listening
from flows.reading.loader import load_flow
from pipeline.turns import END_OF_TURN, kinds_at, user_turn_params
from simulation.clock import run_virtual
from simulation.play import Conditions, play
from simulation.result import ScenarioResult
from simulation.scenario import load_scenarios
from spoken.base import Setting

NOON = datetime(2026, 11, 18, 17, 0, tzinfo=UTC)
APPOINTMENTS = Path(__file__).resolve().parents[2] / "flows" / "appointments"
STOP_SECS = 0.2
PACKET_SECS = 0.01
OPEN: frozenset[str] = frozenset()
USUAL = 0.8
"""Seconds from the last sound to the end of a turn where no profile says otherwise: 0.2 to hear that it is
silent, and the 0.6 of the agent file."""

Said = list[tuple[float, str]]
"""Pieces of an utterance: seconds of silence before the piece, and its words."""


def listening(kinds: frozenset[str], **profiles: TurnProfile) -> Listening:
    found = Listening(TurnProfiles(**profiles), lambda: Setting(now=NOON))
    found.enter(kinds)
    return found


async def _turn_ends(said: Said, ears: Listening, *, final: bool, slowest_secs: float) -> list[float]:
    loop = asyncio.get_running_loop()
    no_worker: Any = None
    stop, _ = END_OF_TURN["silence"](TurnsBlock(end_of_turn="silence", silence_secs=0.6), ears)
    controller = UserTurnController(
        user_turn_strategies=UserTurnStrategies(start=[VADUserTurnStartStrategy()], stop=[stop]),
        user_turn_stop_timeout=5.0,
    )
    ends: list[float] = []

    @controller.event_handler("on_user_turn_stopped")
    async def _(*_: Any) -> None:
        ends.append(loop.time())

    await controller.setup(
        FrameProcessorSetup(
            clock=SystemClock(),
            task_manager=TaskManager(),
            pipeline_worker=no_worker,
            audio_in_sample_rate=8000,
            audio_out_sample_rate=8000,
        )
    )

    async def listen(secs: float) -> None:
        """Packets of audio."""
        for _ in range(round(secs / PACKET_SECS)):
            await asyncio.sleep(PACKET_SECS)
            await controller.process_frame(InputAudioRawFrame(bytes(160), 8000, 1))

    await controller.process_frame(STTMetadataFrame("ears", slowest_secs))
    for pause, words in said:
        await listen(max(0.0, pause - STOP_SECS - 0.1))
        await controller.process_frame(VADUserStartedSpeakingFrame(start_secs=0.1, timestamp=0))
        await listen(0.5)
        last = loop.time()
        await listen(STOP_SECS)
        await controller.process_frame(VADUserStoppedSpeakingFrame(stop_secs=STOP_SECS, timestamp=0))
        await listen(0.1)
        text = TranscriptionFrame(words, "caller", "", finalized=final)
        await controller.process_frame(text)
    await listen(4)
    await controller.cleanup()
    return [round(end - last, 2) for end in ends]


def turn_ends(said: Said, ears: Listening, *, final: bool = True, slowest_secs: float = 0.0) -> list[float]:
    """Seconds after the last sound at which turns end; below 0 = the caller was cut off."""
    return run_virtual(lambda: _turn_ends(said, ears, final=final, slowest_secs=slowest_secs), start=NOON)


def at(secs: float) -> list[float]:
    """One end of turn after so much silence: with the packet behind the one that was late enough."""
    return [round(secs + PACKET_SECS, 2)]


NUMBER: Said = [(0, "two one two"), (1.2, "five five five"), (1.2, "oh one four two")]


def test_a_pause_inside_a_telephone_number_is_not_cut() -> None:
    assert turn_ends(NUMBER, listening(frozenset({"phone"}))) == at(0.6)
    cut = turn_ends(NUMBER, listening(OPEN))
    assert len(cut) == 3


def test_a_caller_who_goes_on_with_the_packet_that_ends_the_patience_is_not_cut() -> None:
    at_the_last_moment: Said = [(0, "two one two"), (2.0, "five five five oh one four two")]
    assert turn_ends(at_the_last_moment, listening(frozenset({"phone"}))) == at(0.6)


def test_an_unfinished_number_is_answered_after_all() -> None:
    assert turn_ends(NUMBER[:2], listening(frozenset({"phone"}))) == at(2.0)


def test_a_complete_number_is_answered_sooner_than_anything_else() -> None:
    whole: Said = [(0, "two one two five five five oh one four two")]
    assert turn_ends(whole, listening(frozenset({"phone"}))) == at(0.6)
    assert turn_ends(whole, listening(OPEN)) == [USUAL]


def test_a_yes_is_answered_sooner_where_a_yes_is_asked_for() -> None:
    yes: Said = [(0, "yes please")]
    assert turn_ends(yes, listening(frozenset({"yes_no"}))) == at(0.45)
    assert turn_ends(yes, listening(OPEN)) == [USUAL]


def test_a_yes_that_goes_on_is_not_taken_early() -> None:
    ears = listening(frozenset({"yes_no", "date", "time", "phone"}))
    assert turn_ends([(0, "yes but make it thursday")], ears) == [USUAL]
    assert turn_ends([(0, "yes"), (0.4, "please do")], ears) == at(0.45)


def test_words_that_may_still_come_are_waited_for() -> None:
    """A recogniser that does not say which words are its last has until its slowest ones."""
    yes: Said = [(0, "yes")]
    assert turn_ends(yes, listening(frozenset({"yes_no"})), final=False, slowest_secs=0.7) == at(0.7)
    assert turn_ends(yes, listening(frozenset({"yes_no"})), final=True, slowest_secs=0.7) == at(0.45)


@pytest.mark.parametrize(
    ("kind", "parts"),
    [
        ("email", ["john underscore smith", "at gmail dot com"]),
        ("email", ["j o h n", "at yahoo dot com"]),
        ("name", ["s m i", "t h"]),
        ("address", ["twelve harbor street", "springfield illinois six two seven oh one"]),
        ("birth_date", ["march third", "nineteen eighty five"]),
        ("card", ["four two four two four two four two", "four two four two four two four two"]),
        ("digits", ["four four", "seven one"]),
    ],
)
def test_a_pause_inside_what_is_dictated_is_not_cut(kind: str, parts: list[str]) -> None:
    said: Said = [(0, parts[0]), (1.2, parts[1])]
    assert len(turn_ends(said, listening(frozenset({kind})))) == 1
    assert len(turn_ends(said, listening(OPEN))) == 2


@pytest.mark.parametrize(
    "said",
    [
        "at three oh five",
        "thursday at nine fifteen",
        "a cleaning on december third at ten thirty",
        "march third",
        "what was the address again",
        "no thank you",
    ],
)
def test_days_and_times_are_no_numbers_in_the_middle(said: str) -> None:
    ears = listening(frozenset({"date", "time", "choice", "phone"}))
    assert turn_ends([(0, said)], ears) == [USUAL]


def test_a_number_said_where_days_are_asked_for_is_still_waited_for() -> None:
    ears = listening(frozenset({"date", "time", "choice", "phone"}))
    assert len(turn_ends(NUMBER, ears)) == 1


def test_a_file_changes_a_profile_in_part() -> None:
    turns = TurnsBlock.model_validate({"profiles": {"phone": {"begun_secs": 3.5}}})
    assert turns.profiles.phone == TurnProfile(begun_secs=3.5, complete_secs=0.6)
    assert turns.profiles.email == TurnProfiles().email
    slow = listening(frozenset({"phone"}), phone=turns.profiles.phone)
    assert len(turn_ends([(0, "two one two"), (3.0, "five five five oh one four two")], slow)) == 1


def test_the_watch_over_the_turn_is_never_faster_than_the_patience() -> None:
    patient = TurnsBlock.model_validate({"profiles": {"phone": {"begun_secs": 6}}})
    ears = Listening(patient.profiles, lambda: Setting(now=NOON))
    assert user_turn_params(patient, ears).user_turn_stop_timeout == 6.0
    usual = Listening(TurnProfiles(), lambda: Setting(now=NOON))
    assert user_turn_params(TurnsBlock(max_pause_secs=0.7), usual).user_turn_stop_timeout == 2.0


def test_a_node_waits_for_what_its_tools_take() -> None:
    flow = load_flow(APPOINTMENTS)
    assert kinds_at(flow, "identify") == {"phone"}
    assert kinds_at(flow, "offer_number") == {"phone", "yes_no"}
    assert kinds_at(flow, "collect") >= {"choice", "date", "time", "phone"}
    assert "yes_no" not in kinds_at(flow, "collect")
    assert "yes_no" in kinds_at(flow, "confirm")
    assert kinds_at(flow, "no such node") == frozenset()


# ---- Whole calls -------------------------------------------------------------------------------------------

CALL = """
name: pauses
user: {modality: audio, speech: {voice: en-us+klatt4}}
scenarios:
  - name: pauses
    turns:
      - user: "Book a cleaning on Tuesday at nine."
      - user: "No, it's another one."
        expect: [{event: response, text_contains: "What's the phone number"}]
      - user: ["Nine one seven", {pause_ms: 1200}, "five five five", {pause_ms: 1200}, "zero one two three."]
        expect: [{event: response, text_contains: "9 1 7, 5 5 5, 0 1 2 3. Shall I book it?"}]
      - user: "Yes, please."
        expect: [{event: response, text_contains: "You're booked"}]
      - user: "No, thank you."
    callwright:
      given: {from: "+12125550188"}
      finally: {end_reason: completed, disposition: booked}
"""
AGENT = """
agent: appointments
flow: appointments
timezone: America/New_York
turns:
  vad_stop_secs: 0.3
  max_pause_secs: 0.7
"""
NO_PROFILES = "  profiles: {phone: {begun_secs: null, complete_secs: null}, yes_no: {complete_secs: null}}\n"


def played(folder: Path, profiles: str) -> ScenarioResult:
    (folder / "agent.yaml").write_text(AGENT + profiles)
    (folder / "pauses.yaml").write_text(CALL)
    (scenario,) = load_scenarios(folder / "pauses.yaml")
    return play(scenario, load_agent(folder / "agent.yaml"), Conditions())[0]


def heard(result: ScenarioResult) -> list[str]:
    return [event.text for event in result.events if isinstance(event, CallerSpoke)]


def test_in_a_call_the_number_is_one_turn_and_every_answer_comes_sooner(tmp_path: Path) -> None:
    with_profiles, without = played(tmp_path, ""), played(tmp_path, NO_PROFILES)
    assert with_profiles.passed, with_profiles.failures
    whole = [text for text in heard(with_profiles) if "nine one seven" in text.lower()]
    assert len(whole) == 1
    assert len(whole[0].split()) >= 10
    cut = [text for text in heard(without) if "nine one seven" in text.lower()]
    assert cut
    assert all(len(text.split()) < 10 for text in cut)
    numbers = [event for event in with_profiles.events if isinstance(event, ToolCalled)]
    assert [n.arguments["phone"] for n in numbers if n.name == "identify_caller"] == ["+19175550123"]
    assert max(answers(with_profiles)) < max(answers(without)) - 300
    assert after_yes(with_profiles) < after_yes(without) - 300


def after_yes(result: ScenarioResult) -> float:
    """Milliseconds to the answer to the yes."""
    yes = next(at for at, text in enumerate(heard(result)) if text.startswith("Yes"))
    return answers(result)[yes]


def answers(result: ScenarioResult) -> list[float]:
    """Milliseconds to each answer, in order."""
    return [event.total_ms for event in result.events if isinstance(event, ResponseMeasured)]


def test_a_caller_whose_words_are_hidden_is_heard_as_patiently() -> None:
    profiles = TurnProfiles.model_validate({"digits": {"begun_secs": 3}})
    own = {"[card]": "four one one one, one one"}
    ears = Listening(profiles, lambda: Setting(now=NOON), words=lambda live: own.get(live, live))
    ears.enter(frozenset({"digits"}))
    assert ears.silence("[card]").hold == 3
    assert ears.silence("[other]").hold is None
