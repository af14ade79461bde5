"""From a flow's folder to a `CompiledFlow`, once per version of its content."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipecat.flows import FlowManager, FlowsFunctionSchema

from configs.problems import ConfigProblems, Problem
from flows.external.opening import NO_TOOLS, Tools
from flows.reading.check import Findings, examine
from flows.reading.compiled import CompiledFlow as CompiledFlow
from flows.reading.graph import ESCALATE as ESCALATE
from flows.reading.lint import lint
from flows.repair.everywhere import repair_functions, spread_answers
from flows.repair.history import REMEMBER_NODE, remember_node
from flows.repair.values import FlowValues

NODE_ENTERED = "node_entered"
"""Type of the action that runs when a node is entered; its `node` is the node's name."""

CODE_AND_DATA = (".py", ".yaml", ".yml")

Signature = tuple[tuple[str, int, int], ...]
"""Name, size and time of every file: changes whenever the content may have."""

_compiled: dict[Path, tuple[Signature, CompiledFlow]] = {}


def load_flow(folder: Path, declared: Tools = NO_TOOLS) -> CompiledFlow:
    """The flow of a folder. Compiled once; read again only when one of its files has changed.

    With `declared`, tools of an agent file, it is compiled for them and not kept.

    Raises:
        ConfigProblems: with everything that is wrong with it.
    """
    folder = Path(folder).resolve()
    if declared:
        return _compile(folder, content_digest(folder), declared)
    signature = tuple(_signature(folder))
    known = _compiled.get(folder)
    if known and known[0] == signature:
        return known[1]
    digest = content_digest(folder)
    compiled = known[1] if known and known[1].digest == digest else _compile(folder, digest)
    _compiled[folder] = (signature, compiled)
    return compiled


def check_flow(folder: Path, declared: Tools = NO_TOOLS) -> list[Problem]:
    """Everything that is wrong with a flow's folder, in order of file and line."""
    folder = Path(folder).resolve()
    return list(examine(folder, content_digest(folder), declared).in_order())


def lint_flow(folder: Path, declared: Tools = NO_TOOLS) -> list[Problem]:
    """What a flow that works would do to its callers; nothing while `check_flow` finds errors."""
    folder = Path(folder).resolve()
    subject = examine(folder, content_digest(folder), declared).subject(folder)
    return list(lint(subject)) if subject else []


def opening_keys(folder: Path, declared: Tools = NO_TOOLS) -> set[str]:
    """The keys of a flow's state, as far as it can be read."""
    folder = Path(folder).resolve()
    return set(examine(folder, content_digest(folder), declared).state or {})


def content_digest(folder: Path) -> str:
    """16 hex digits that change with the content of the flow's files."""
    digest = hashlib.sha256()
    for file in _files(folder):
        content = file.read_bytes()
        digest.update(f"{file.relative_to(folder)}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()[:16]


def _compile(folder: Path, digest: str, declared: Tools = NO_TOOLS) -> CompiledFlow:
    found = examine(folder, digest, declared)
    problems = [problem for problem in found.problems if problem.severity == "error"]
    if problems or not (found.config and found.flow and found.tools):
        raise ConfigProblems(found.problems)
    _sharpen(found)
    _announce(found)
    reads = [name for name, spec in found.specs.items() if not spec.changes_the_world]
    spread_answers(found.flow, found.config, reads)
    mending = repair_functions(found.flow, found.config, _values(found))
    return CompiledFlow(
        name=folder.name,
        folder=folder,
        digest=digest,
        config=found.config,
        flow=found.flow,
        script=found.script,
        tools=found.tools,
        specs=found.specs,
        prompts=tuple(text for _, text in found.shape.prompts()) if found.shape else (),
        mending=tuple(mending),
    )


def _values(found: Findings) -> FlowValues:
    """What the flow collects, for the commands that correct a value or leave one out."""
    assert found.flow and found.config
    offered = {
        name: frozenset(function.name for function in node.functions or ())
        for name, node in found.config.nodes.items()
    }
    dependents = getattr(found.tools, "DEPENDENTS", {})
    correct = getattr(found.tools, "correct", None)
    return FlowValues(found.specs, offered, found.state or {}, dependents, correct)


def _announce(found: Findings) -> None:
    """Every node begins with a `node_entered` action, for whoever registers it with the call's manager."""
    assert found.flow and found.config
    for name in found.config.nodes:
        node = found.flow.node(name)
        actions: list[Any] = [
            {"type": NODE_ENTERED, "node": name, "handler": _unnoticed},
            {"type": REMEMBER_NODE, "node": name, "handler": remember_node},
        ]
        own: list[Any] = [
            {"handler": _unnoticed, **action} if action.get("type") == ESCALATE else action
            for action in node.get("pre_actions", [])
        ]
        node["pre_actions"] = [*actions, *own]


async def _unnoticed(action: dict[str, Any], flow_manager: FlowManager) -> None:
    """A node was entered and nobody wants to know."""


def _sharpen(found: Findings) -> None:
    """Tell models the choices, formats and bounds of the arguments; Pipecat itself reads plain types only."""
    assert found.flow and found.config
    schemas: list[Any] = list(found.flow.global_functions)
    for name in found.config.nodes:
        schemas += found.flow.node(name).get("functions", [])
    for schema in schemas:
        spec = found.specs.get(schema.name)
        if isinstance(schema, FlowsFunctionSchema) and spec:
            for name, parameter in spec.parameters().items():
                own = schema.properties.get(name, {}).get("description", "")
                words = [text.rstrip(".") for text in (own, parameter.get("description", "")) if text]
                schema.properties[name] = {**parameter, "description": ". ".join(words)}


def _files(folder: Path) -> Iterator[Path]:
    """What a flow is made of. Scenarios test it and are no part of it."""
    for file in sorted(folder.rglob("*")):
        inside = file.relative_to(folder).parts
        if file.suffix in CODE_AND_DATA and inside[0] != "scenarios" and file.is_file():
            yield file


def _signature(folder: Path) -> Iterator[tuple[str, int, int]]:
    for file in _files(folder):
        about = file.stat()
        yield str(file), about.st_size, about.st_mtime_ns
