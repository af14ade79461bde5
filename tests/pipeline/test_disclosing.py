"""Who is speaking and what is recorded: calls on the virtual clock, and what is left of them on disk."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import soundfile

from calls.end_reasons import EndReason
from calls.events import AgentSpoke, NoticeGiven, RecordingDestroyed
from calls.folders import JOURNAL
from calls.journal_file import read_journal
from calls.record import CallRecord
from calls.recovery import recover
from calls.store import CallStore, default_url
from configs import load_agent
from services.local import engines
from simulation.play import Conditions, play
from simulation.result import ScenarioResult
from simulation.scenario import load_scenarios
from simulation.vocabulary import told

AGENT = """
agent: {name}
flow: appointments
timezone: America/New_York
turns: {{vad_stop_secs: 0.3, max_pause_secs: 0.7}}
{more}
"""
RECORDED = """
recording: {mode: announce}
compliance: {jurisdiction: US-NY}
"""
CALIFORNIA, NEW_YORK, WASHINGTON = "+14155550188", "+12125550188", "+12065550188"
QUESTION = "May we record this call?"
GREETED = "expect: [{event: response, text_contains: 'How can I help?'}]"
HANGS_UP = "{hangs_up: {event: bot_started_speaking, delay_ms: 3000}}"


@pytest.fixture(scope="module", autouse=True)
def voices() -> Iterator[None]:
    """The callers' and the agent's voice is a process of its own."""
    yield
    asyncio.run(engines.close())


class Phone:
    """Calls an agent, and keeps what is left on disk."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.result = ScenarioResult("", "", 0)

    def call(self, more: str, turns: str, *, number: str, caller: str = "{}") -> CallRecord:
        agent, scenario = self.folder / "agent.yaml", self.folder / "scenario.yaml"
        agent.write_text(AGENT.format(name="office", more=more), encoding="utf-8")
        scenario.write_text(
            f"name: told\nuser: {{modality: audio, speech: {{voice: en-us+klatt4}}}}\nscenarios:\n"
            f"  - name: one\n    turns: {turns}\n"
            f"    callwright: {{given: {{from: '{number}'}}, caller: {caller}}}\n",
            encoding="utf-8",
        )
        (one,) = load_scenarios(scenario)
        (self.result,) = play(one, load_agent(agent), Conditions(data=self.data))
        assert self.result.passed, "\n".join([*self.result.failures, *map(told, self.result.events)])
        assert self.result.record is not None
        return self.result.record

    def notices(self, what: str) -> list[NoticeGiven]:
        return [e for e in self.result.events if isinstance(e, NoticeGiven) and e.what == what]

    def sound(self) -> list[Path]:
        """Every file that may hold audio, and every file nobody expects beside journal and record."""
        files = [path for path in (self.data / "calls").rglob("*") if path.is_file()]
        return [path for path in files if path.name not in ("journal.jsonl", "record.json")]


@pytest.fixture
def phone(tmp_path: Path) -> Phone:
    return Phone(tmp_path)


# Recording


@pytest.mark.parametrize(
    ("turns", "caller", "answer"),
    [
        (f"[{{user: 'No thank you.', {GREETED}}}]", "{}", "no"),
        (f"[{{{GREETED}}}]", "{}", "silence"),
        ("[{expect: [{event: call_ended}]}]", HANGS_UP, "hung_up"),
        (f"[{{dtmf: 2, {GREETED}}}]", "{}", "no"),
    ],
    ids=["no", "silence", "hang_up", "key"],
)  # fmt: skip
def test_without_consent_nothing_of_the_sound_is_on_disk(
    phone: Phone, turns: str, caller: str, answer: str
) -> None:
    record = phone.call(RECORDED, turns, number=CALIFORNIA, caller=caller)

    assert phone.sound() == []
    assert record.recording is None
    assert record.permission is not None
    assert (record.permission.mode, record.permission.answer) == ("ask", answer)
    assert record.permission.destroyed_because == answer
    assert record.permission.destroyed_bytes is not None
    assert (
        record.permission.destroyed_bytes > 16_000 * 2
    )  # it was there to be destroyed: over a second, 8 kHz
    caller_law, business_law = record.permission.reasons
    assert (caller_law.jurisdiction, caller_law.presumed, caller_law.asks) == ("US-CA", True, "ask")
    assert "632" in caller_law.cite
    assert (business_law.jurisdiction, business_law.asks) == ("US-NY", "announce")


def test_with_consent_the_recording_begins_with_the_question(phone: Phone) -> None:
    turns = "[{user: 'Yes.', expect: [{event: response, text_contains: 'How can I help?'}]}]"

    record = phone.call(RECORDED, turns, number=CALIFORNIA)

    assert record.recording is not None
    (question,) = [each for each in record.told if each.what == "question"]
    assert QUESTION in question.text
    assert question.heard
    sound, rate = soundfile.read(phone.data / record.recording.path)
    asked = sound[question.start_ms * rate // 1000 : question.end_ms * rate // 1000, 1]
    assert abs(asked).max() > 0.05
    loud = (abs(asked) > 0.01).mean()
    assert loud > 0.2, "the agent's channel holds the whole question"


def test_where_the_announcement_is_consent_by_statute_the_file_begins_with_it(phone: Phone) -> None:
    more = "recording: {mode: announce, announcement_is_consent: [US-WA]}\ncompliance: {jurisdiction: US-NY}"

    record = phone.call(more, "[{expect: [{event: response, text_contains: 'How can'}]}]", number=WASHINGTON)

    assert record.permission is not None
    assert record.permission.mode == "announce"
    (opening,) = record.told
    assert opening.text.endswith("This call is recorded.")
    assert record.recording is not None
    sound, rate = soundfile.read(phone.data / record.recording.path)
    assert abs(sound[: opening.end_ms * rate // 1000, 1]).max() > 0.05


def test_washington_is_asked_where_the_agent_file_does_not_say_so(phone: Phone) -> None:
    turns = "[{user: 'No.', expect: [{event: response, text_contains: 'How can'}]}]"

    record = phone.call(RECORDED, turns, number=WASHINGTON)

    assert record.permission is not None
    assert record.permission.mode == "ask"


def test_an_agent_that_asks_ends_the_call_where_it_wants_no_other(phone: Phone) -> None:
    more = "recording: {mode: ask, on_refusal: end}\ncompliance: {jurisdiction: US-NY}"

    record = phone.call(more, "[{user: 'No.', expect: [{event: call_ended}]}]", number=NEW_YORK)

    assert record.end_reason is EndReason.CONSENT_REFUSED
    assert record.path == []
    assert phone.sound() == []


def test_who_refuses_may_be_put_through_and_is_served_when_nobody_comes(phone: Phone) -> None:
    more = """
recording: {mode: ask, on_refusal: transfer}
compliance: {jurisdiction: US-NY}
handoff: {destinations: {desk: {targets: [{number: '+12125550142', ring_secs: 10}]}}}
"""
    turns = f"[{{user: 'No.', expect: [{{event: transfer_ended, within_ms: 60000}}]}}, {{{GREETED}}}]"

    record = phone.call(more, turns, number=NEW_YORK)

    assert [transfer.reason for transfer in record.transfers] == ["recording_refused"]
    assert record.path[0] == "greet"
    assert phone.sound() == []


def test_consent_that_is_taken_back_leaves_nothing(phone: Phone) -> None:
    turns = """
      - {user: 'Yes.', expect: [{event: response, text_contains: 'How can I help?'}]}
      - {user: 'Please stop recording this.', expect: [{event: response, text_contains: 'deleted it'}]}
    """

    record = phone.call(RECORDED, turns, number=CALIFORNIA)

    assert phone.sound() == []
    assert record.recording is None
    assert record.permission is not None
    assert record.permission.destroyed_because == "withdrawn"
    destroyed = [event for event in phone.result.events if isinstance(event, RecordingDestroyed)]
    assert destroyed[0].bytes > 100_000


def test_what_was_said_after_stop_the_recording_is_silent(phone: Phone) -> None:
    turns = """
      - {expect: [{event: response, text_contains: 'How can I help?'}]}
      - {user: 'Stop the recording please.', expect: [{event: recording_stopped}]}
      - {user: 'What are your hours?', expect: [{event: response}]}
    """

    record = phone.call(RECORDED, turns, number=NEW_YORK)

    assert record.recording is not None
    assert record.permission is not None
    assert record.permission.stopped_ms is not None
    sound, rate = soundfile.read(phone.data / record.recording.path)
    stopped = record.permission.stopped_ms * rate // 1000
    assert abs(sound[:stopped]).max() > 0.05
    assert len(sound) > stopped + 4 * rate
    assert abs(sound[stopped:]).max() == 0


@pytest.mark.realtime
async def test_a_process_that_is_killed_at_the_question_leaves_no_sound(tmp_path: Path) -> None:
    scenario, data = tmp_path / "one.yaml", tmp_path / "data"
    scenario.write_text(
        f"name: one\ncallwright: {{agent: appointments, given: {{from: '{CALIFORNIA}'}}}}\nscenarios:\n"
        "  - {name: cut, turns: [{expect: [{event: consent_answered}]}]}\n",
        encoding="utf-8",
    )
    command = [sys.executable, "-m", "cli", "call", "appointments", "--scenario", str(scenario)]
    options = ["--clock", "real", "--ears", "scripted", "--out", str(data)]
    process = subprocess.Popen([*command, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        journal = _journal_with(data, "agent_started_speaking", process)
        time.sleep(3)
        os.kill(process.pid, signal.SIGKILL)
    finally:
        process.kill()
        process.wait()
    store = await CallStore.open(default_url(data))
    (record,) = await recover(data, store)
    await store.close()

    assert record.end_reason is EndReason.CRASHED
    assert record.recording is None
    left = {path.name for path in journal.parent.iterdir()}
    assert left <= {"journal.jsonl", "record.json"}


def _journal_with(path: Path, kind: str, process: subprocess.Popen[bytes], secs: float = 60) -> Path:
    deadline = time.monotonic() + secs
    while time.monotonic() < deadline:
        for journal in path.rglob(JOURNAL):
            if any(event.type == kind for event in read_journal(journal)):
                return journal
        assert process.poll() is None, "the call ended before it could be killed"
        time.sleep(0.05)
    raise AssertionError(f"no {kind} within {secs} s")


# Disclosure


def test_the_first_sentence_says_that_it_is_a_machine(phone: Phone) -> None:
    record = phone.call("", "[{expect: [{event: response, text_contains: 'How can'}]}]", number=NEW_YORK)

    (opening,) = record.told
    assert opening.text == "I'm an AI assistant."
    assert opening.heard
    assert opening.version.startswith("2026-")
    first = record.turns[0].agent
    assert first is not None
    assert first.text.startswith(opening.text)
    assert first.start_ms < 500
    assert record.permission is None


def test_it_is_not_switched_off_without_a_reason_on_record(phone: Phone) -> None:
    more = "compliance: {disclosure: {off_because: 'The line is for our own testers.'}}"

    record = phone.call(more, "[{expect: [{event: response, text_contains: 'How can'}]}]", number=NEW_YORK)

    assert record.told == []
    assert record.disclosure_off_because == "The line is for our own testers."


def test_a_greeting_that_does_not_say_it_is_followed_by_the_notice(phone: Phone) -> None:
    more = "compliance: {disclosure: {in_greeting: true}}"

    record = phone.call(
        more, "[{expect: [{event: response, text_contains: 'AI assistant'}]}]", number=NEW_YORK
    )

    greeting, notice = (event.text for event in phone.result.events if isinstance(event, AgentSpoke))
    assert greeting == "Thank you for calling Harbor Dental. How can I help?"
    assert notice == "I'm an AI assistant."
    assert [each.what for each in record.told] == ["opening"]


def test_long_calls_are_reminded_before_an_answer_and_not_over_the_caller(phone: Phone) -> None:
    more = "compliance: {disclosure: {every_minutes: 1}}"
    turns = "\n".join(
        f"      - {{user: 'What are your hours?', send_after: {{delay_ms: {delay}}}, "
        "expect: [{event: response}]}"
        for delay in (9000, 16000, 16000, 16000, 16000, 16000, 16000, 16000)
    )

    record = phone.call(more, f"\n{turns}", number=NEW_YORK)

    reminders = phone.notices("reminder")
    assert len(reminders) == 2
    assert all(each.heard for each in reminders)
    assert reminders[0].end_ms >= 60_000
    assert reminders[1].start_ms - reminders[0].end_ms >= 60_000
    spoken = [(turn.caller.start_ms, turn.caller.end_ms) for turn in record.turns if turn.caller]
    for each in reminders:
        assert not [1 for start, end in spoken if start < each.end_ms and each.start_ms < end]


def test_who_comes_back_is_told_who_is_speaking(phone: Phone) -> None:
    more = "handoff: {destinations: {desk: {targets: [{number: '+12125550142', ring_secs: 10}]}}}"
    turns = """
      - user: 'I want to speak to a person.'
        expect: [{event: transfer_ended, within_ms: 60000}, {event: notice_given, text_contains: returned}]
    """

    record = phone.call(more, turns, number=NEW_YORK)

    (returned,) = [each for each in record.told if each.what == "returned"]
    assert returned.text.startswith("You're back with the automated assistant. I'm sorry")
    assert returned.heard
