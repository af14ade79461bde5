"""Everything that can be wrong with a flow's folder, found at once and with its line."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

from pipecat.flows import Flow, FlowConfig, FlowReferenceError

from configs.explain import validated
from configs.files import KIB, shown
from configs.lines import Lines
from configs.problems import KeyPath, Problem, did_you_mean, in_order, listed
from configs.script import Script
from configs.yaml_lines import read_yaml
from flows.external.declared import UnknownArguments
from flows.external.opening import NO_TOOLS, Tools
from flows.reading.compiled import state_defaults
from flows.reading.graph_check import check_graph
from flows.reading.lint import Subject
from flows.reading.lint.code import Code
from flows.reading.placeholders import check_texts, malformed, placeholders
from flows.reading.python import ToolsNotUsable, import_tools
from flows.reading.script_check import ScriptCheck
from flows.reading.script_texts import tool_entries
from flows.reading.shape import Shape
from flows.repair.truth import are_you_a_robot
from flows.repair.values import wrong_dependents
from flows.tools.spec import ToolSpec, spec_of

MAX_FLOW_BYTES = 4096 * KIB
MAX_SCRIPT_BYTES = 1024 * KIB


@dataclass
class Findings:
    """What came of reading a folder: its parts as far as they are usable, and the problems."""

    config: FlowConfig | None = None
    flow: Flow | None = None
    tools: ModuleType | None = None
    state: Mapping[str, Any] | None = None
    script: Script | None = None
    shape: Shape | None = None
    lines: Lines | None = None
    """Of `flow.yaml`."""

    script_lines: Lines | None = None
    declared: Tools = field(default_factory=dict)
    """The tools of the agent file, which stand beside those of `tools.py`."""

    problems: list[Problem] = field(default_factory=list)

    @property
    def specs(self) -> dict[str, ToolSpec]:
        """What every tool promises, by its name."""
        found = {**self.declared, **vars(self.tools)} if self.tools else dict(self.declared)
        return {name: spec for name, value in found.items() if (spec := spec_of(value))}

    def in_order(self) -> tuple[Problem, ...]:
        """The problems by file and line."""
        return in_order(self.problems)

    def subject(self, folder: Path) -> Subject | None:
        """What the linter looks at; None while something is wrong that keeps the flow from working."""
        broken = any(problem.severity == "error" for problem in self.problems)
        if broken or not (self.flow and self.shape and self.lines):
            return None
        code = Code.of(folder)
        state = self.state or {}
        return Subject(self.shape, self.lines, self.specs, state, code, self.script, self.script_lines)


def examine(folder: Path, digest: str, declared: Tools = NO_TOOLS) -> Findings:
    """Read and check the whole folder. `digest` names the version of its Python code; `declared` are tools of
    the agent file."""
    found = Findings(declared=declared)
    _read_tools(folder, digest, found)
    shape = _read_flow(folder, found)
    if shape:
        _read_script(folder, shape, found)
    return found


def _read_tools(folder: Path, digest: str, found: Findings) -> None:
    file = folder / "tools.py"
    if not file.is_file():
        message, hint = "there is no tools.py", "add it; it holds the flow's tools"
        found.problems.append(Problem(shown(file), 1, "", message, hint))
        return
    try:
        found.tools = import_tools(folder, digest)
        found.state = state_defaults(found.tools)
    except ToolsNotUsable as error:
        found.problems.append(Problem(shown(file), error.line, "", f"cannot be imported: {error.message}"))
    except (TypeError, ValueError) as error:
        found.problems.append(Problem(shown(file), 1, "STATE", f"cannot be used: {error}"))
    else:
        for message in wrong_dependents(getattr(found.tools, "DEPENDENTS", {}), found.state):
            found.problems.append(Problem(shown(file), 1, "DEPENDENTS", message))


def _read_flow(folder: Path, found: Findings) -> Shape | None:
    reading = read_yaml(folder / "flow.yaml", max_bytes=MAX_FLOW_BYTES)
    found.problems += reading.problems
    if reading.fatal:
        return None
    shape, lines = found.shape, found.lines = Shape(reading.data), reading.lines
    graph = check_graph(shape, lines)
    found.config, wrong = validated(FlowConfig, reading.data, lines, known=found.problems)
    # Pipecat reports the first fault of the graph only, and without its line: ours stand in its place.
    told = {problem.key for problem in graph}
    found.problems += graph
    found.problems += [problem for problem in wrong if not any(key.startswith(problem.key) for key in told)]
    if found.tools:
        _check_tools(folder, shape, lines, found)
    if found.state is not None:
        found.problems += check_texts(shape.prompts(), lines, found.state)
    found.problems += _check_actions(shape, lines)
    return shape


def _check_actions(shape: Shape, lines: Lines) -> list[Problem]:
    """Actions that Pipecat runs otherwise than one would think."""
    problems = []
    for place, text in shape.goodbyes():
        if placeholders(text) or malformed(text):
            hint = "Pipecat says it as it stands; put a tts_say action before it"
            problems.append(lines.problem(place, "placeholders are not filled in here", hint))
    for place, kind in shape.waits():
        # An interruption drops the frame that marks the action's end, and Pipecat waits for it for ever.
        message = f"a barge-in during this {kind} leaves the call in silence: the node is never entered"
        hint = "have it said by the node itself: task_messages, and say in script.yaml"
        problems.append(lines.problem(place, message, hint))
    return problems


def _check_tools(folder: Path, shape: Shape, lines: Lines, found: Findings) -> None:
    """Every name stands for something in `tools.py`, and every tool for a wrapped one.

    A tool without our wrapper would show the model its exceptions and has no deadline.
    """
    file = shown(folder / "tools.py")
    known = sorted(found.specs)
    for place, function in shape.functions():
        name = function.get("name")
        if name == are_you_a_robot.__name__:
            message = "every node offers this already, and its answer is true"
            found.problems.append(lines.problem((*place, "name"), message, "take it out here"))
            continue
        if name in found.declared and hasattr(found.tools, str(name)):
            hint = "give one of them another name"
            message = f'"{name}" stands in {file} and in the agent file'
            found.problems.append(lines.problem((*place, "name"), message, hint))
            continue
        if function.get("transition_only") or not isinstance(name, str) or name in known:
            continue
        if callable(getattr(found.tools, name, None)):
            hint = 'decorate it: @tool(effect="read") from flows.tools.decorator'
            found.problems.append(lines.problem((*place, "name"), f'"{name}" in {file} is no tool', hint))
        else:
            hint = f"its tools: {listed(known, 'and') or 'none'}{did_you_mean(name, known)}"
            found.problems.append(lines.problem((*place, "name"), f'{file} has no tool "{name}"', hint))
    if found.config:
        _join(lines, found, known)


def _join(lines: Lines, found: Findings, known: list[str]) -> None:
    """The config and its code as one; what is still missing then are the handlers of actions."""
    assert found.config
    try:
        # A name that both have is reported where the flow uses it.
        declared = {name: tool for name, tool in found.declared.items() if not hasattr(found.tools, name)}
        found.flow = Flow(found.config, handlers=[found.tools, declared])
    except FlowReferenceError as error:
        for problem in error.problems:
            if problem.code not in ("missing_tool", "ambiguous_tool") or problem.function in known:
                place: KeyPath = ("nodes", problem.node) if problem.node else ("global_functions",)
                hint = "write it in tools.py, or take it out here"
                found.problems.append(lines.problem(place, problem.message, hint))


def _read_script(folder: Path, shape: Shape, found: Findings) -> None:
    file = folder / "script.yaml"
    if not file.exists():
        return
    reading = read_yaml(file, max_bytes=MAX_SCRIPT_BYTES)
    found.problems += reading.problems
    if reading.fatal:
        return
    found.script_lines = reading.lines
    found.script, wrong = validated(Script, reading.data, reading.lines, known=reading.problems)
    found.problems += wrong
    if found.script and found.tools:
        check = ScriptCheck(found.script, reading.lines, shape, _parameters(found))
        found.problems += check.run(found.state)


def _parameters(found: Findings) -> dict[str, Mapping[str, Any]]:
    """Tool to its parameters. What only a server knows is taken to be as the script has it."""
    parameters: dict[str, Mapping[str, Any]] = {n: spec.parameters() for n, spec in found.specs.items()}
    unknown = {n for n, spec in found.specs.items() if isinstance(spec.arguments, UnknownArguments)}
    for place, entry in tool_entries(found.script) if found.script else ():
        if (name := str(place[-1])) in unknown:
            parameters[name] = {**parameters[name], **{parameter: {} for parameter in entry.parameters}}
    return parameters
