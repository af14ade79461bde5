"""Scenario files: read, checked with file and line, and parsed by Pipecat's own loader.

A file is Pipecat's eval format for scripts, with one block more, `callwright:` (see `blocks.py`). A key of a
scenario replaces the same key of the file; within `callwright:` this goes key by key.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipecat.evals.scenario import EvalScenarioFile, EvalScriptScenario
from pipecat.evals.script import EvalScriptTurn

from calls.end_reasons import EndReason
from configs.explain import validated
from configs.lines import Lines
from configs.problems import ConfigProblems, KeyPath, Problem, did_you_mean, listed
from configs.yaml_lines import read_yaml
from simulation.blocks import CallwrightBlock, FileBlock, ScenarioBlock, SpeechBlock
from simulation.vocabulary import EVENTS

Turn = EvalScriptTurn
"""One turn as Pipecat's loader parsed it."""


@dataclass(frozen=True)
class Scenario:
    """One call to be made, and what is expected of it."""

    name: str
    """`file name/scenario name`"""
    file: Path
    line: int
    turns: tuple[Turn, ...]
    stop_on_failure: bool
    callwright: CallwrightBlock
    speech: SpeechBlock

    @property
    def short_name(self) -> str:
        """The name within its file."""
        return self.name.split("/", 1)[1]


def load_scenarios(path: str | Path) -> tuple[Scenario, ...]:
    """All scenarios of a file, in file order.

    Raises:
        ConfigProblems: with every problem of the file.
    """
    reading = read_yaml(path)
    if reading.fatal:
        raise ConfigProblems(reading.problems)
    file, found = validated(FileBlock, reading.data, reading.lines, known=reading.problems)
    problems = [*reading.problems, *found]
    if file is None or problems:
        raise ConfigProblems(problems)
    problems = list(_check(file, reading.data, reading.lines))
    if problems:
        raise ConfigProblems(problems)
    try:
        parsed = EvalScenarioFile.load(path)
    except ValueError as error:
        message = str(error).removeprefix(f"{path}: ")
        raise ConfigProblems([reading.lines.problem((), message)]) from error
    return tuple(
        _scenario(script, entry, file, reading.data, index, reading.lines, Path(path))
        for index, (script, entry) in enumerate(zip(parsed, file.scenarios, strict=True))
        if isinstance(script, EvalScriptScenario)
    )


def _scenario(
    script: EvalScriptScenario,
    entry: ScenarioBlock,
    file: FileBlock,
    data: dict[str, Any],
    index: int,
    lines: Lines,
    path: Path,
) -> Scenario:
    ours = {**(data.get("callwright") or {}), **(data["scenarios"][index].get("callwright") or {})}
    user = entry.user or file.user
    return Scenario(
        name=script.name,
        file=path,
        line=lines.at(("scenarios", index, "name")).line,
        turns=tuple(script.turns),
        stop_on_failure=script.stop_on_failure,
        callwright=CallwrightBlock.model_validate(ours),
        speech=(user.speech if user else None) or SpeechBlock(),
    )


def _check(file: FileBlock, data: dict[str, Any], lines: Lines) -> Iterable[Problem]:
    """What the models cannot see: names of events, end reasons, rivals and recordings."""
    names = [entry.name for entry in file.scenarios]
    for path, node in _walk(data, ()):
        if path[-1:] == ("event",) and isinstance(node, str) and node not in EVENTS:
            hint = f"allowed: {listed(sorted(EVENTS))}{did_you_mean(node, EVENTS)}"
            yield lines.problem(path, f'the call tells of no event "{node}"', hint)
        if path[-2:] == ("finally", "end_reason"):
            yield from _check_reasons(node, path, lines)
        if path[-2:] == ("callwright", "rivals"):
            yield from _check_rivals(node, path, names, lines)
        if path[-1:] == ("audio",) and "turns" in path and isinstance(node, str):
            recording = Path(lines.file).parent / node
            if not recording.is_file():
                yield lines.problem(path, f"there is no file {recording}")
    for index, entry in enumerate(file.scenarios):
        if entry.turns and entry.callwright and entry.callwright.goal:
            yield lines.problem(
                ("scenarios", index, "turns"), "a caller with a goal has no script", "allowed with it: `[]`"
            )
        if entry.turns is None and file.turns is None:
            yield lines.problem(
                ("scenarios", index), "a scenario needs turns", "add `turns:`, `[]` for a silent caller"
            )


def _check_reasons(node: Any, path: KeyPath, lines: Lines) -> Iterable[Problem]:
    allowed = [reason.value for reason in EndReason]
    for reason in [node] if isinstance(node, str) else node or []:
        if reason not in allowed:
            hint = f"allowed: {listed(allowed)}{did_you_mean(str(reason), allowed)}"
            yield lines.problem(path, f'no call ends with "{reason}"', hint)


def _check_rivals(node: Any, path: KeyPath, names: list[str], lines: Lines) -> Iterable[Problem]:
    for rival in node or []:
        if rival not in names:
            hint = f"allowed: {listed(names)}{did_you_mean(str(rival), names)}"
            yield lines.problem(path, f'no scenario of this file is called "{rival}"', hint)


def _walk(node: Any, path: KeyPath) -> Iterable[tuple[KeyPath, Any]]:
    """Every value of the data with its path."""
    yield path, node
    children: Iterable[tuple[str | int, Any]] = ()
    if isinstance(node, dict):
        children = node.items()
    elif isinstance(node, list):
        children = enumerate(node)
    for key, child in children:
        yield from _walk(child, (*path, key))
