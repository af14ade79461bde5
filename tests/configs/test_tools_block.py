"""`tools:` of the agent file: what may stand there, and what is said of the rest."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from configs import ConfigProblems, load_agent
from configs.loaded import LoadedAgent

SECRET = "0123456789abcdef-hush"
ENVIRON = {
    "SHOP_SECRET": SECRET,
    "SHOP_TOKEN": "token-of-the-shop-1",
    "SHOP_HOST": "shop.example.com",
    "SHORT": "abc",
}
HOOK: dict[str, Any] = {
    "name": "order_status",
    "description": "Where an order is.",
    "effect": "read",
    "url": "https://${SHOP_HOST}/status",
    "secret": "${SHOP_SECRET}",
    "headers": {"Authorization": "Bearer ${SHOP_TOKEN}"},
    "parameters": {"type": "object", "properties": {"order": {"type": "string"}}, "required": ["order"]},
}
SERVER: dict[str, Any] = {
    "name": "office",
    "command": ["office-server", "--quiet"],
    "env": {"TOKEN": "${SHOP_TOKEN}"},
    "tools": [{"name": "find_room", "effect": "read"}],
}


def loaded(folder: Path, **tools: Any) -> LoadedAgent:
    file = folder / "shop.yaml"
    file.write_text(yaml.safe_dump({"agent": "shop", "flow": "appointments", "tools": tools}))
    return load_agent(file, environ=ENVIRON)


def problem(folder: Path, **tools: Any) -> str:
    with pytest.raises(ConfigProblems) as caught:
        loaded(folder, **tools)
    (only,) = caught.value.problems
    assert SECRET not in str(only)
    return str(only).split(": ", 1)[1]


def test_a_webhook_and_a_server_are_read(tmp_path: Path) -> None:
    block = loaded(tmp_path, webhooks=[HOOK], mcp=[SERVER]).config.tools
    assert block.webhooks[0].url == "https://shop.example.com/status"
    assert block.webhooks[0].secret == SECRET
    assert block.mcp[0].env == {"TOKEN": "token-of-the-shop-1"}
    assert [tool.name for tool in block.declared] == ["order_status", "find_room"]


def test_an_agent_without_tools_has_fillers_and_breakers(tmp_path: Path) -> None:
    config = loaded(tmp_path).config
    assert config.tools.declared == ()
    assert config.tools.filler.after_secs == 1.2 and len(config.tools.filler.texts) == 2
    assert (config.limits.tool_rounds_per_turn, config.limits.identical_tool_calls) == (8, 10)


def test_no_secret_is_shown_or_hashed(tmp_path: Path) -> None:
    agent = loaded(tmp_path, webhooks=[HOOK], mcp=[SERVER])
    for text in (repr(agent.config), agent.config.model_dump_json()):
        assert SECRET not in text and "token-of-the-shop" not in text
        assert "${SHOP_SECRET}" in text
    file = tmp_path / "shop.yaml"
    other = load_agent(file, environ={**ENVIRON, "SHOP_SECRET": "another secret of 16"})
    assert other.hash == agent.hash


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"secret": "a plain word of 16"}, "looks like a secret; write ${SECRET}"),
        ({"secret": "${SHORT}"}, "secret"),
        ({"url": "http://shop.example.com/x"}, "https://HOST/PATH"),
        ({"url": "ftp://shop.example.com/x", "allow_private": True}, "https or http://HOST/PATH"),
        ({"url": "https://me:you@shop.example.com/"}, "looks like a secret"),
        ({"url": "https://me@shop.example.com/"}, "a user, a password"),
        ({"url": "https://shop.example.com:99999/"}, "https://HOST/PATH"),
        ({"allow_hosts": ["api.example.com"]}, "not in `allow_hosts`; use api.example.com"),
        ({"allow_hosts": ["https://api.example.com"]}, "no host name"),
        ({"headers": {"Idempotency-Key": "x"}}, "is set already"),
        ({"headers": {"Callwright-Signature": "x"}}, "is set already"),
        ({"headers": {"X-A": "a\r\nHost: b"}}, "control character"),
        ({"headers": {"X A": "a"}}, "cannot be the name of a header"),
        ({"effect": "delete"}, "read"),
        ({"effect": "write"}, "the question that the caller says yes to"),
        ({"effect": "irreversible", "confirm": "request"}, "read back to the caller first"),
        (
            {"effect": "write", "read_back": "Cancel {{ ordr }}?"},
            'shows "ordr", which is no parameter; use one of order',
        ),
        ({"parameters": {"type": "array"}}, "must be an object"),
        ({"parameters": {"type": "object", "properties": {"a": {"type": "text"}}}}, "properties.a.type"),
        ({"parameters": {"type": "object", "required": ["a"]}}, '"a" is required and is no property'),
        ({"parameters": {"type": "object", "properties": {"a-b": {}}}}, "cannot be the name of a parameter"),
        ({"parameters": {"type": "object", "properties": {"a": {"$ref": "http://x/y"}}}}, "the shape itself"),
        ({"timeout_secs": 0}, "too small"),
        ({"name": "Order Status"}, "small letters"),
    ],
)
def test_what_is_wrong_with_a_webhook_is_told(tmp_path: Path, change: dict[str, Any], words: str) -> None:
    assert words in problem(tmp_path, webhooks=[HOOK | change])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"url": "https://x.example.com/mcp"}, "either `command:"),
        ({"command": []}, "either `command:"),
        ({"command": [], "url": "x.example.com"}, "https://HOST/PATH"),
        ({"tools": []}, "too short"),
        ({"tools": [{"name": "find_room"}]}, "effect: is missing"),
        ({"tools": [{"name": "find_room", "effect": "write"}]}, "the question that the caller says yes to"),
    ],
)
def test_what_is_wrong_with_a_server_is_told(tmp_path: Path, change: dict[str, Any], words: str) -> None:
    assert words in problem(tmp_path, mcp=[SERVER | change])


def test_two_tools_cannot_have_one_name(tmp_path: Path) -> None:
    twin = SERVER | {"tools": [{"name": "order_status", "effect": "read"}]}
    assert 'two tools are called "order_status"' in problem(tmp_path, webhooks=[HOOK], mcp=[twin])
    assert 'two servers are called "office"' in problem(
        tmp_path, mcp=[SERVER, SERVER | {"tools": [{"name": "other", "effect": "read"}]}]
    )


@pytest.mark.parametrize(
    ("filler", "words"),
    [
        ({"texts": ["a", "b", "c"]}, "too long"),
        ({"after_secs": 5, "again_after_secs": 4}, "comes sooner"),
        ({"after_secs": 0}, "too small"),
    ],
)
def test_what_is_wrong_with_fillers_is_told(tmp_path: Path, filler: dict[str, Any], words: str) -> None:
    assert words in problem(tmp_path, filler=filler)


def test_a_flow_may_have_no_fillers(tmp_path: Path) -> None:
    assert loaded(tmp_path, filler={"texts": []}).config.tools.filler.texts == ()
