"""Callers with goals are heard by the agent's own ears: they get what they want, or nothing.

A few calls only; `python -m benchmarks.spoken_calls` makes twenty over each line.
"""

from collections import Counter
from pathlib import Path

import pytest

from calls.events import CallStarted
from configs import ConfigProblems, load_agent
from services.local.engines import CALLER_VOICES
from simulation.goal_outcome import booked, outcome
from simulation.goal_people import Band, Person, call_of, people
from simulation.play import Conditions, play
from simulation.scenario import load_scenarios

GOAL = '{service: filling, day: 2026-03-05, time: "14:30", phone: "+19175550123"}'


def result_of(person: Person, band: Band, folder: Path) -> str:
    data = folder / f"{person.name} {band}"
    data.mkdir()
    played = play(call_of(person, band, "appointments"), load_agent("appointments"), Conditions(data=data))[0]
    assert played.failures == []
    assert played.wish is not None
    return outcome(person.goal, played.wish, Counter(person.standing), booked(data))


@pytest.mark.timeout(180)
def test_of_four_spoken_phone_calls_three_end_right_and_none_wrong(tmp_path: Path) -> None:
    callers = people(4, seed=1)
    assert {person.voice for person in callers} == set(CALLER_VOICES)
    assert {person.goal.style for person in callers} == {"terse", "chatty"}
    results = Counter(result_of(person, "phone", tmp_path) for person in callers)
    assert results["wrong"] == 0
    assert results["right"] >= 3


def test_a_wideband_call_ends_right(tmp_path: Path) -> None:
    assert result_of(people(7, seed=1)[6], "wide", tmp_path) == "right"


def test_the_same_people_call_on_every_run() -> None:
    assert people(20, seed=1) == people(20, seed=1) != people(20, seed=2)
    assert people(20, seed=1)[:5] == people(5, seed=1)


def test_all_kinds_of_wishes_are_among_twenty_people() -> None:
    goals = [person.goal for person in people(20, seed=1)]
    assert {goal.intent for goal in goals} == {"book", "move"}
    assert {goal.service for goal in goals} == {"cleaning", "checkup", "filling", "whitening"}
    assert any(goal.flexible for goal in goals)
    assert any(person.calls_from != person.goal.phone for person in people(20, seed=1))


def scenario_file(folder: Path, turns: str) -> Path:
    file = folder / "goals.yaml"
    file.write_text(
        f"""
name: goals
callwright: {{agent: appointments, given: {{from: "+12025550143"}}}}
scenarios:
  - name: books under another number
    turns: {turns}
    callwright:
      goal: {GOAL}
      finally:
        disposition: booked
        database:
          appointments.sqlite:
            visits: [{{count: 1}}, {{where: {{start: "2026-03-05T14:30", phone: "+19175550123"}}}}]
"""
    )
    return file


def test_a_scenario_may_have_a_goal_in_place_of_turns(tmp_path: Path) -> None:
    (scenario,) = load_scenarios(scenario_file(tmp_path, "[]"))
    result = play(scenario, load_agent("appointments"), Conditions(data=tmp_path))[0]
    assert result.failures == []
    assert isinstance(result.events[0], CallStarted)
    assert any("nine one seven" in deed.lower() for deed in result.deeds)


def test_a_goal_beside_turns_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigProblems, match="a caller with a goal has no script"):
        load_scenarios(scenario_file(tmp_path, "[{user: hello}]"))
