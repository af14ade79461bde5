"""The JSON Schema of the agent file, with which editors complete and check it.

`python -m configs.json_schema` writes it to `configs/agent.schema.json`. An agent file names it in its first
line: `# yaml-language-server: $schema=../agent.schema.json`.
"""

import json
from pathlib import Path
from typing import Any

from configs.allowed import ENVIRONMENT
from configs.schema.agent import AgentConfig

SCHEMA_FILE = Path(__file__).resolve().parent / "agent.schema.json"

_REFERENCE = {"type": "string", "pattern": r"\$\{[A-Za-z_][A-Za-z0-9_]*(:-[^${}]*)?\}"}


def agent_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of the agent file, made from the models."""
    schema = AgentConfig.model_json_schema()
    _accept_references(schema)
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Callwright agent",
    }
    return {**head, **{key: value for key, value in schema.items() if key not in head}}


def schema_text() -> str:
    """The content of `configs/agent.schema.json`."""
    return json.dumps(agent_schema(), indent=2, ensure_ascii=False) + "\n"


def _accept_references(schema: Any) -> None:
    """Let `${NAME}` stand where the models let it. A free mapping takes any text below it anyway."""
    if isinstance(schema, list):
        for item in schema:
            _accept_references(item)
    elif isinstance(schema, dict):
        for name, value in schema.items():
            if isinstance(value, dict) and value.pop(ENVIRONMENT, False) and value.get("type") != "object":
                # What editors show stands beside the alternatives, not in one of them.
                about = {key: value.pop(key) for key in ("title", "description", "default") if key in value}
                schema[name] = {**about, "anyOf": [value, dict(_REFERENCE)]}
            _accept_references(value)


if __name__ == "__main__":
    SCHEMA_FILE.write_text(schema_text(), encoding="utf-8")
