"""The stable hash of an agent, stamped on each of its calls."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from configs.problems import KeyPath
from configs.schema.agent import AgentConfig

DIGITS = 16
"""Hexadecimal digits of a hash."""

FLOW_FILES = ("flow.yaml", "script.yaml")


def agent_hash(config: AgentConfig, references: Mapping[KeyPath, str], flow: Mapping[str, str]) -> str:
    """16 hexadecimal digits of the SHA-256 of the resolved config, defaults included, and of the flow.

    A value from the environment counts as the text of its reference (`${OPENAI_API_KEY}`): the hash names
    what the agent is, which a deployment's keys and addresses do not change, and no secret is an input of it.
    The same files give the same hash on every machine, in any folder, on every run.
    """
    content = config.model_dump(mode="json")
    for path, text in references.items():
        _put(content, path, text)
    whole = {"agent": content, "flow": dict(flow)}
    canonical = json.dumps(whole, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(canonical.encode()).hexdigest()[:DIGITS]


def flow_digests(folder: Path) -> dict[str, str]:
    """File name to SHA-256 for what makes a flow: `flow.yaml`, `script.yaml`, `tools.py`, other modules.

    Scenarios and other files do not count. Line ends are taken as `\\n` however git checked them out.

    Raises:
        OSError: a file cannot be read.
    """
    files = [folder / name for name in FLOW_FILES] + sorted(folder.glob("*.py"))
    return {
        file.name: hashlib.sha256(file.read_bytes().replace(b"\r\n", b"\n")).hexdigest()
        for file in files
        if file.is_file()
    }


def _put(content: Any, path: KeyPath, text: str) -> None:
    """Set the value at a path; numbers from the environment are told apart from literals only by it."""
    for part in path[:-1]:
        content = content[part]
    content[path[-1]] = text
