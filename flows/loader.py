"""From a flow's folder to a `CompiledFlow`, once per version of its content."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipecat.flows import FlowManager, FlowsFunctionSchema

from configs.problems import ConfigProblems, Problem
from flows.check import Findings, examine
from flows.compiled import CompiledFlow as CompiledFlow
from flows.tool import spec_of

NODE_ENTERED = "node_entered"
"""Type of the action that runs when a node is entered; its `node` is the node's name."""

CODE_AND_DATA = (".py", ".yaml", ".yml")

Signature = tuple[tuple[str, int, int], ...]
"""Name, size and time of every file: changes whenever the content may have."""

_compiled: dict[Path, tuple[Signature, CompiledFlow]] = {}


def load_flow(folder: Path) -> CompiledFlow:
    """The flow of a folder. Compiled once; read again only when one of its files has changed.

    Raises:
        ConfigProblems: with everything that is wrong with it.
    """
    folder = Path(folder).resolve()
    signature = tuple(_signature(folder))
    known = _compiled.get(folder)
    if known and known[0] == signature:
        return known[1]
    digest = content_digest(folder)
    compiled = known[1] if known and known[1].digest == digest else _compile(folder, digest)
    _compiled[folder] = (signature, compiled)
    return compiled


def check_flow(folder: Path) -> list[Problem]:
    """Everything that is wrong with a flow's folder, in order of file and line."""
    folder = Path(folder).resolve()
    return list(examine(folder, content_digest(folder)).in_order())


def content_digest(folder: Path) -> str:
    """16 hex digits that change with the content of the flow's files."""
    digest = hashlib.sha256()
    for file in _files(folder):
        content = file.read_bytes()
        digest.update(f"{file.relative_to(folder)}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()[:16]


def _compile(folder: Path, digest: str) -> CompiledFlow:
    found = examine(folder, digest)
    problems = [problem for problem in found.problems if problem.severity == "error"]
    if problems or not (found.config and found.flow and found.tools):
        raise ConfigProblems(found.problems)
    _sharpen(found)
    _announce(found)
    return CompiledFlow(folder.name, folder, digest, found.config, found.flow, found.script, found.tools)


def _announce(found: Findings) -> None:
    """Every node begins with a `node_entered` action, for whoever registers it with the call's manager."""
    assert found.flow and found.config
    for name in found.config.nodes:
        node = found.flow.node(name)
        action: Any = {"type": NODE_ENTERED, "node": name, "handler": _unnoticed}
        node["pre_actions"] = [action, *node.get("pre_actions", [])]


async def _unnoticed(action: dict[str, Any], flow_manager: FlowManager) -> None:
    """A node was entered and nobody wants to know."""


def _sharpen(found: Findings) -> None:
    """Tell models the choices, formats and bounds of the arguments; Pipecat itself reads plain types only."""
    assert found.flow and found.config
    schemas: list[Any] = list(found.flow.global_functions)
    for name in found.config.nodes:
        schemas += found.flow.node(name).get("functions", [])
    for schema in schemas:
        spec = spec_of(getattr(found.tools, schema.name, None))
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
