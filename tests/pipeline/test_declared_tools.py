"""The tools of an agent file, opened with its switchboard."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from configs import ConfigProblems, load_agent
from configs.loaded import LoadedAgent
from pipeline.declared_tools import open_tools


def agent(folder: Path, **tools: Any) -> LoadedAgent:
    file = folder / "office.yaml"
    file.write_text(yaml.safe_dump({"agent": "office", "flow": "appointments", "tools": tools}))
    return load_agent(file, environ={})


async def test_an_agent_without_tools_opens_nothing(tmp_path: Path) -> None:
    async with await open_tools(agent(tmp_path)) as tools:
        assert tools.functions == {}


async def test_a_server_that_cannot_be_used_is_a_problem_of_the_agent_file(tmp_path: Path) -> None:
    server = {
        "name": "office",
        "command": ["/no/such/program"],
        "tools": [{"name": "find_room", "effect": "read"}],
    }
    with pytest.raises(ConfigProblems) as caught:
        await open_tools(agent(tmp_path, mcp=[server]))
    (problem,) = caught.value.problems
    assert problem.key == "tools.mcp[0]" and problem.file.endswith("office.yaml") and problem.line > 1
    assert '"office"' in problem.message
