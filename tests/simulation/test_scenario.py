"""Scenario files: Pipecat's format, our block, and errors that say where."""

from pathlib import Path

import pytest
from pipecat.evals.scenario import EvalScenarioFile

from configs import ConfigProblems
from simulation.scenario import Scenario, load_scenarios

HEAD = "user: {modality: audio, speech: {service: local, voice: en-us+adam}}\n"
GOOD = (
    """
name: visits
"""
    + HEAD
    + """
callwright:
  agent: appointments
  seed: 7
  given:
    clock: "2026-03-02T09:15:00-05:00"
    from: "+15550100123"
    database:
      calendar.db:
        patients: [{phone: "+15550100123", name: Ada}]
    slow: {calendar: 3}
  caller: {noise: {kind: babble, snr_db: 15}}
scenarios:
  - name: book
    turns:
      - expect: [{event: response, text_contains: "How can I help"}]
      - user: ["my number is five five five", {pause_ms: 1500}, "one two three four"]
        expect:
          - {event: function_call, calls: [{name: start, args: {day: "2026-03-03"}}], within_ms: 3000}
          - {event: response, text_excludes: sorry, check_from: turn_start}
          - {event: node_entered, text_contains: confirm}
      - dtmf: "012#"
        send_after: {event: bot_started_speaking, delay_ms: 300}
    callwright:
      seed: 8
      rivals: [silent]
      finally:
        end_reason: [completed, caller_hung_up]
        tools: [{name: book, ok: true, times: 1}]
        database: {calendar.db: {visits: [{where: {status: booked}, count: 1}]}}
        latency: {p50_ms: 1200}
  - name: silent
    turns: []
    callwright: {caller: {stays_secs: 90}, finally: {end_reason: caller_never_spoke}}
"""
)


def load(folder: Path, text: str) -> tuple[Scenario, ...]:
    file = folder / "scenario.yaml"
    file.write_text(text)
    return load_scenarios(file)


def problems(folder: Path, text: str) -> list[str]:
    with pytest.raises(ConfigProblems) as caught:
        load(folder, text)
    return [str(problem).removeprefix(str(folder)).lstrip("/") for problem in caught.value.problems]


def test_a_file_holds_scenarios_with_their_turns_and_what_the_file_sets_for_all(tmp_path: Path):
    book, silent = load(tmp_path, GOOD)
    assert (book.name, book.short_name, silent.name) == ("visits/book", "book", "visits/silent")
    assert book.turns[1].parts == ["my number is five five five", 1500, "one two three four"]
    assert book.turns[2].dtmf == "012#"
    assert book.speech.voice == "en-us+adam"
    assert (book.callwright.seed, silent.callwright.seed) == (8, 7)
    assert book.callwright.given == silent.callwright.given
    assert book.callwright.given.clock is not None
    assert book.callwright.given.from_ == "+15550100123"
    assert book.callwright.given.slow == {"calendar": 3.0}
    assert book.callwright.caller.noise is not None
    assert silent.callwright.caller.noise is None
    assert book.callwright.finally_.end_reason == ["completed", "caller_hung_up"]


def test_the_same_file_is_a_scenario_file_for_pipecat(tmp_path: Path):
    load(tmp_path, GOOD)
    theirs = EvalScenarioFile.load(tmp_path / "scenario.yaml")
    assert [scenario.name for scenario in theirs] == ["visits/book", "visits/silent"]


def test_a_scenario_says_where_it_stands(tmp_path: Path):
    book, silent = load(tmp_path, GOOD)
    lines = GOOD.splitlines()
    assert lines[book.line - 1].strip() == "- name: book"
    assert lines[silent.line - 1].strip() == "- name: silent"


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("within_ms", "whitin_ms", "scenarios[0].turns[1].expect[0].whitin_ms: unknown key"),
        ("snr_db", "snr", "caller.noise.snr: unknown key"),
        ("event: node_entered", "event: node_enterd", '(did you mean "node_entered"?)'),
        ("caller_never_spoke", "caller_never_speaks", '(did you mean "caller_never_spoke"?)'),
        ("rivals: [silent]", "rivals: [silence]", '(did you mean "silent"?)'),
        (
            "seed: 8",
            "needs: [foward]",
            'callwright.needs[0]: "foward" is not one of the choices; use "forward"',
        ),
        ("seed: 8", "seed: eight", "scenarios[0].callwright.seed"),
        ('"2026-03-02T09:15:00-05:00"', '"2026-03-02T09:15:00"', "callwright.given.clock"),
        ('"+15550100123"\n', '"555"\n', "callwright.given.from"),
        ('dtmf: "012#"', 'dtmf: "0a"', "invalid keypad entry 'a'"),
        ("    turns: []\n", "", "a scenario needs turns"),
        (HEAD, "", "pauses in 'user:' but the scenario is text modality"),
        ("pause_ms: 1500", "pause_ms: -1", "turns[1].user"),
        ("text_excludes: sorry", "eval: is polite", "expect[1].eval: unknown key"),
    ],
)
def test_what_is_wrong_is_said_with_file_and_line(tmp_path: Path, old: str, new: str, complaint: str):
    assert old in GOOD
    found = problems(tmp_path, GOOD.replace(old, new))
    assert any(complaint in problem for problem in found), found
    assert all(problem.startswith("scenario.yaml:") for problem in found)


def test_the_line_of_a_problem_is_that_of_the_key(tmp_path: Path):
    text = GOOD.replace("within_ms", "whitin_ms")
    line = next(number for number, line in enumerate(text.splitlines(), 1) if "whitin_ms" in line)
    assert problems(tmp_path, text)[0].startswith(f"scenario.yaml:{line}:")


def test_all_problems_of_a_file_are_told_at_once(tmp_path: Path):
    found = problems(tmp_path, GOOD.replace("within_ms", "whitin_ms").replace("snr_db", "snr"))
    assert len(found) >= 2


def test_a_recording_must_be_there(tmp_path: Path):
    text = f"name: a\n{HEAD}scenarios:\n  - name: b\n    turns: [{{user: hello, audio: hello.wav}}]\n"
    assert "there is no file" in problems(tmp_path, text)[0]
    (tmp_path / "hello.wav").write_bytes(b"")
    assert load(tmp_path, text)[0].turns[0].audio == str((tmp_path / "hello.wav").resolve())
