"""The JSON Schema of the agent file, for editors."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from configs import load_agent
from configs.json_schema import SCHEMA_FILE, agent_schema, schema_text
from configs.yaml_lines import load_yaml, read_yaml

ROOT = Path(__file__).parents[2]
AGENTS = sorted((ROOT / "configs/agents").glob("*.yaml"))
BAD_BY_SCHEMA = ["misspelt_keys", "wrong_types", "out_of_range", "missing_keys", "wrong_choices"]


@pytest.fixture(scope="module")
def editor() -> Any:
    schema = agent_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def test_the_kept_schema_is_in_step_with_the_models() -> None:
    kept = SCHEMA_FILE.read_text(encoding="utf-8")
    assert kept == schema_text(), "run: python -m configs.json_schema"


def test_every_key_has_a_description_for_the_editor() -> None:
    schema = agent_schema()
    blocks = {"": schema, **schema["$defs"]}
    bare = [
        f"{name}.{key}"
        for name, block in blocks.items()
        for key, value in block.get("properties", {}).items()
        if not value.get("description") or not (value.get("title") or "$ref" in json.dumps(value))
    ]
    assert bare == []


@pytest.mark.parametrize("file", AGENTS, ids=lambda file: file.stem)
def test_the_agents_that_come_along_are_good_to_loader_and_editor(editor: Any, file: Path) -> None:
    load_agent(file, environ={}, offline=True)
    data, _ = load_yaml(file)
    assert [error.message for error in editor.iter_errors(data)] == []


def test_the_smallest_agent_is_good_to_an_editor(editor: Any) -> None:
    assert editor.is_valid({"agent": "a", "flow": "b"})


@pytest.mark.parametrize("name", BAD_BY_SCHEMA)
def test_an_editor_marks_the_broken_files(editor: Any, name: str) -> None:
    reading = read_yaml(ROOT / f"tests/configs/broken/{name}.yaml")
    assert not editor.is_valid(reading.data)


@pytest.mark.parametrize(
    "change",
    [
        {"flow": None},
        {"flow": 5},
        {"agent": "Two Words"},
        {"language": "english"},
        {"nonsense": 1},
        {"pipeline": {"stt": []}},
        {"pipeline": {"stt": [{"service": "local", "model": "x"}]}},
        {"turns": {"silence_secs": 6}},
        {"recording": {"mode": "secretly"}},
    ],
)
def test_an_editor_marks_one_bad_key(editor: Any, change: dict[str, Any]) -> None:
    assert not editor.is_valid({"agent": "a", "flow": "b", **change})


def test_an_editor_lets_references_stand_in_settings(editor: Any) -> None:
    choice = {"service": "openai", "args": {"api_key": "${OPENAI_API_KEY}"}}
    assert editor.is_valid({"agent": "a", "flow": "b", "pipeline": {"llm": [choice]}})
