"""Whole calls to every shipped use case, as its scenarios tell them, on the virtual clock."""

import asyncio
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from calls.end_reasons import EndReason
from calls.record import CallRecord
from calls.record_parts import Turn
from compliance.redaction.finding import Finder
from compliance.scan import Search
from configs import LoadedAgent, load_agent
from configs.places import known_agents
from flows.reading.loader import load_flow
from pipeline.scanning import ScanPlan, scan
from services.local import engines
from simulation.play import Conditions, play
from simulation.result import ScenarioResult
from simulation.scenario import Scenario
from simulation.suite import agent_of, chosen, find_files, load_suite, rivals_of
from simulation.vocabulary import told

HERE = Path(__file__).resolve().parent
FLOWS = HERE.parents[1] / "flows"
EVERYONE = load_suite(find_files([FLOWS]))
BRIEF = load_suite(find_files([HERE / "scenarios"]))


def flow_of(scenario: Scenario) -> Path:
    """The folder of the use case that a scenario tries."""
    return scenario.file.resolve().parents[1]


LISTENED_TO = 40
"""The recordings of one scenario in so many are searched for spoken numbers; that takes a second or more."""

LEAST = {"appointments": 40}
"""How many scenarios a use case has at least, where that is more than a dozen."""

SLOTS = "I have Tuesday, March 3rd at 9:30 AM, 10 AM or 10:30 AM. Which would you like?"

SITUATIONS = {
    "happy_path",
    "several_facts_at_once",
    "correction_at_the_read_back",
    "cancelled",
    "double_booked_slot",
    "barge_in_during_speech",
    "barge_in_during_a_tool",
    "long_pause_inside_the_number",
    "number_on_the_keypad",
    "white_noise",
    "silence_to_the_end",
    "nonsense_until_a_message_is_taken",
    "hangs_up_in_the_middle_of_a_tool",
    "asks_for_a_person",
    "two_calls_race_for_one_slot",
}
"""What callers do to every phone agent sooner or later."""


@pytest.fixture(scope="module", autouse=True)
def voices() -> Iterator[None]:
    """The callers' and the agent's voice is a process of its own."""
    yield
    asyncio.run(engines.close())


def played(
    scenario: Scenario, agent: LoadedAgent | None = None, *, data: Path | None = None
) -> list[ScenarioResult]:
    """The results of a scenario and its rivals."""
    rivals = rivals_of(scenario, EVERYONE)
    return play(scenario, agent or agent_of(scenario), Conditions(data=data), rivals=rivals)


def report(result: ScenarioResult) -> str:
    """What was expected in vain, and everything that happened."""
    return "\n".join([result.name, *result.failures, *map(told, result.events)])


def of_flow(name: str) -> list[Scenario]:
    """The scenarios of one use case."""
    return [scenario for scenario in EVERYONE if flow_of(scenario).name == name]


def agents_of(name: str) -> list[str]:
    """The shipped agents that serve a use case."""
    return [agent for agent in known_agents() if load_agent(agent).config.flow == name]


def test_every_use_case_has_its_scenarios_and_its_agent_files() -> None:
    use_cases = {folder.parent.name for folder in FLOWS.glob("*/flow.yaml")}
    assert {flow_of(scenario).name for scenario in EVERYONE} == use_cases
    for name in use_cases:
        assert len(chosen(of_flow(name))) >= LEAST.get(name, 12), name
        assert len(agents_of(name)) >= 2, f"{name}: one agent file on the local engines, one on hosted models"


def test_every_situation_has_a_scenario() -> None:
    assert {scenario.short_name for scenario in of_flow("appointments")} >= SITUATIONS


@pytest.mark.parametrize("scenario", chosen(EVERYONE), ids=lambda each: f"{flow_of(each).name}/{each.name}")
def test_a_call_goes_as_its_scenario_says_and_leaves_nothing_private(
    scenario: Scenario, tmp_path: Path
) -> None:
    for result in played(scenario, data=tmp_path):
        assert result.passed, report(result)
        assert result.record is not None
        assert not oddities(result.record, flow_of(scenario)), report(result)
    listen = chosen(EVERYONE).index(scenario) % LISTENED_TO == 0
    assert not private_data(tmp_path, listen=listen)


@pytest.mark.parametrize("scenario", BRIEF, ids=lambda scenario: scenario.name)
def test_a_call_that_lasts_too_long_is_ended_with_a_word(scenario: Scenario) -> None:
    for result in played(scenario, load_agent(HERE / "agents" / "brief.yaml")):
        assert result.passed, report(result)


def private_data(data: Path, *, listen: bool) -> list[str]:
    """What a scan finds of that which no policy keeps; telephones and names may be kept."""
    plan = ScanPlan(Search(spans=Finder().spans), listen=listen)
    scanned = asyncio.run(scan([data], plan))
    assert not [one.problem for one in scanned if one.problem]
    return [
        f"{one.path.name}, {found.place}: {found.find.what} {found.find.writing} {found.find.shown}"
        for one in scanned
        for found in one.finds
    ]


def test_of_two_callers_who_want_one_slot_each_is_told_the_truth() -> None:
    race = next(scenario for scenario in of_flow("appointments") if scenario.callwright.rivals)
    records = [result.record for result in played(race)]
    first, second = (" ".join(heard(record.turns)) for record in records if record is not None)
    assert ["You're booked" in first, "You're booked" in second].count(True) == 1
    assert [SLOTS in first, SLOTS in second].count(True) == 1


def heard(turns: Sequence[Turn]) -> list[str]:
    """What the caller heard, turn by turn."""
    return [turn.agent.heard for turn in turns if turn.agent]


def oddities(record: CallRecord, folder: Path) -> list[str]:
    """What must not be in the record of any call, however it went."""
    flow = load_flow(folder)
    assert flow.script is not None
    first = flow.config.initial_node
    (greeting,) = flow.script.nodes[first].say or ("",)
    said = " ".join(turn.agent.text for turn in record.turns if turn.agent)
    return [
        *(f"said {scrap!r}" for scrap in ("{{", "}}", "None", "  ") if scrap in said),
        *(["greeted twice"] if " ".join(heard(record.turns)).count(greeting) > 1 else []),
        *(oddity for turn in record.turns for oddity in _odd_turn(turn)),
        *(f"claimed {promise.text!r}" for promise in record.promises),
        *(f"tool {tool.name} never ended" for tool in record.tools if tool.finished_ms is None),
        *([] if record.path[:1] == [first] or _left_at_the_question(record) else [f"path {record.path}"]),
        *([] if EndReason(record.end_reason or "crashed").fault == "none" else [f"{record.end_reason}"]),
        *([] if _in_order(record.turns) else ["turns out of order"]),
    ]


def _left_at_the_question(record: CallRecord) -> bool:
    """The caller hung up when asked whether the call may be recorded: the flow never began."""
    asked = record.permission is not None and record.permission.answer == "hung_up"
    return asked and not record.path


def _odd_turn(turn: Turn) -> Iterator[str]:
    agent, caller, latency = turn.agent, turn.caller, turn.latency_ms
    if agent and not agent.interrupted and agent.heard != agent.text:
        yield f"turn {turn.index}: heard {agent.heard!r} of {agent.text!r}"
    if agent and not 0 <= agent.start_ms <= agent.end_ms:
        yield f"turn {turn.index}: the agent spoke from {agent.start_ms} to {agent.end_ms}"
    if caller and not 0 <= caller.start_ms <= caller.end_ms:
        yield f"turn {turn.index}: the caller spoke from {caller.start_ms} to {caller.end_ms}"
    if latency and abs(latency["total"] * 2 - sum(latency.values())) > 0.05:
        yield f"turn {turn.index}: the parts of {latency} do not add up"
    if agent and caller and caller.via == "speech" and latency is None:
        yield f"turn {turn.index}: an answer without a latency"


def _in_order(turns: Sequence[Turn]) -> bool:
    starts = [turn.caller.start_ms for turn in turns if turn.caller]
    return starts == sorted(starts) and [turn.index for turn in turns] == list(range(len(turns)))
