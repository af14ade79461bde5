"""Tools of an MCP server, against a real one that runs as a program."""

import asyncio
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

pytest.importorskip("mcp", reason="the optional package mcp is not installed")

from calls.desk import Desk
from configs.schema.mcp import McpServer
from configs.schema.tools import ToolsBlock
from flows.external.mcp.server import McpNotUsable, connect
from flows.external.opening import ExternalTools, described
from flows.tools.spec import spec_of
from simulation.clock import run_virtual

PROGRAM = [sys.executable, str(Path(__file__).with_name("office_server.py"))]
READS = ("find_room", "opening_hours", "keys_of_call", "environment", "vanish")


def office(*tools: dict[str, Any], **changes: Any) -> McpServer:
    block = {"name": "office", "command": PROGRAM, "tools": tools, "start_timeout_secs": 60}
    return McpServer.model_validate(block | changes)


def read(name: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "effect": "read", **more}


def write(name: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "effect": "write", "confirm": "request", **more}


ALL = [*map(read, READS), write("put_sign"), write("break_down"), write("keep", remote_name="keys_of_call")]


def manager(folder: Path) -> Any:
    desk = Desk(
        call_id="call_1",
        caller=None,
        timezone=ZoneInfo("UTC"),
        notes=SimpleNamespace(note=lambda *_: None, outcome=lambda *_, **__: None),
        resources=None,
        data_dir=folder,
        tool_timeout_secs=30.0,
    )
    words: list[Any] = [{"role": "user", "content": "Please."}]
    return SimpleNamespace(worker=SimpleNamespace(app_resources=desk), get_current_context=lambda: words)


@pytest.fixture
async def tools() -> AsyncIterator[ExternalTools]:
    block = ToolsBlock(mcp=(office(*ALL, env={"OFFICE_TOKEN": "token of ours"}),))
    async with await ExternalTools.open(block) as tools:
        yield tools


async def call(tools: ExternalTools, folder: Path, name: str, /, **arguments: Any) -> dict[str, Any]:
    result, _ = await tools.functions[name](manager(folder), **arguments)
    return result


async def test_listed_tools_are_offered_as_the_server_describes_them_and_no_other(
    tools: ExternalTools,
) -> None:
    assert sorted(tools.functions) == sorted([*READS, "put_sign", "break_down", "keep"])
    spec = spec_of(tools.functions["find_room"])
    assert spec and spec.effect == "read"
    assert tools.functions["find_room"].__doc__ == "Find a room by its name."
    assert spec.parameters()["name"] == {"type": "string", "minLength": 2}
    sign = spec_of(tools.functions["put_sign"])
    assert sign and sign.parameters()["place"]["properties"]["floor"]["type"] == "integer"


async def test_an_answer_is_read_like_a_webhooks(tools: ExternalTools, tmp_path: Path) -> None:
    assert await call(tools, tmp_path, "find_room", name="Blue", seats="4") == {
        "ok": True,
        "status": "ok",
        "say": "Blue is upstairs.",
        "data": {"seats": 4},
    }
    assert await call(tools, tmp_path, "opening_hours") == {
        "ok": True,
        "status": "ok",
        "data": {"text": "Nine to five."},
    }
    assert (await call(tools, tmp_path, "put_sign", place={"floor": 2}))["status"] == "put_up"


@pytest.mark.parametrize(
    "arguments", [{}, {"name": "B"}, {"name": "Blue", "seats": "many"}, {"name": "Blue", "x": 1}]
)
async def test_nothing_leaves_that_does_not_fit_the_servers_schema(
    tools: ExternalTools, tmp_path: Path, arguments: dict[str, Any]
) -> None:
    result = await call(tools, tmp_path, "find_room", **arguments)
    assert result["error_kind"] == "invalid_arguments"


async def test_an_error_of_the_tool_is_a_failure_and_its_words_stay_here(
    tools: ExternalTools, tmp_path: Path
) -> None:
    result = await call(tools, tmp_path, "break_down")
    assert (result["ok"], result["error_kind"], result["outcome"]) == (False, "failed", "unknown")
    assert "hunter2" not in str(result)


async def test_the_call_and_the_key_of_a_write_go_beside_the_arguments(
    tools: ExternalTools, tmp_path: Path
) -> None:
    read_meta = (await call(tools, tmp_path, "keys_of_call"))["data"]["meta"]
    write_meta = (await call(tools, tmp_path, "keep"))["data"]["meta"]
    assert read_meta == {"callwright/call-id": "call_1"}
    assert len(write_meta["callwright/idempotency-key"]) >= 16


async def test_the_program_is_given_its_own_variables_and_none_of_our_secrets(
    tools: ExternalTools, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "key of ours")
    given = (await call(tools, tmp_path, "environment"))["data"]
    assert given["own"] == "token of ours" and "OPENAI_API_KEY" not in given["names"]


async def test_a_server_that_went_away_is_a_failure_and_comes_back(
    tools: ExternalTools, tmp_path: Path
) -> None:
    gone = await call(tools, tmp_path, "vanish")
    assert (gone["ok"], gone["error_kind"]) == (False, "failed")
    assert (await call(tools, tmp_path, "opening_hours"))["ok"] is True


async def test_a_listed_tool_that_the_server_lacks_is_an_error_at_the_start() -> None:
    with pytest.raises(McpNotUsable, match=r'"office" has no tool "find_rom"; .*did you mean "find_room"'):
        await connect(office(read("find_rom")))


async def test_a_server_that_does_not_answer_is_an_error_at_the_start() -> None:
    silent = office(read("find_room"), command=[sys.executable, "-c", "import time; time.sleep(60)"])
    with pytest.raises(McpNotUsable, match="no answer within"):
        await connect(silent.model_copy(update={"start_timeout_secs": 0.5}))


async def test_a_program_that_is_not_there_is_an_error_at_the_start() -> None:
    with pytest.raises(McpNotUsable, match='"office" cannot be reached'):
        await connect(office(read("find_room"), command=["/no/such/program"]))


async def test_without_the_package_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mcp", None)
    with pytest.raises(McpNotUsable, match=r'pip install "callwright\[mcp\]"'):
        await connect(office(read("find_room")))


def test_a_flow_can_be_checked_without_the_server() -> None:
    assert sorted(described(ToolsBlock(mcp=(office(*ALL),)))) == sorted(
        [*READS, "put_sign", "break_down", "keep"]
    )


async def test_a_server_may_be_at_an_address(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = subprocess.Popen([*PROGRAM, str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(300):
            with suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                break
            await asyncio.sleep(0.05)
        block = {"command": [], "url": f"http://127.0.0.1:{port}/mcp", "headers": {"X-Office": "ours"}}
        async with await ExternalTools.open(ToolsBlock(mcp=(office(*ALL, **block),))) as tools:
            assert (await call(tools, tmp_path, "find_room", name="Blue"))["say"] == "Blue is upstairs."
            program.terminate()
            program.wait()
            gone = await call(tools, tmp_path, "find_room", name="Blue")
            assert (gone["ok"], gone["error_kind"]) == (False, "failed")
    finally:
        program.kill()
        program.wait()


def test_a_server_can_be_called_on_a_virtual_clock(tmp_path: Path) -> None:
    async def ask() -> dict[str, Any]:
        async with await ExternalTools.open(ToolsBlock(mcp=(office(*ALL),))) as tools:
            return await call(tools, tmp_path, "find_room", name="Blue")

    result = run_virtual(ask, start=datetime(2026, 3, 2, tzinfo=UTC))
    assert result["say"] == "Blue is upstairs."
