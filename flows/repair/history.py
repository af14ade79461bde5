"""How far the conversation has come, counted in its history; and the state as it was."""

from typing import Any

from pipecat.flows import FlowManager

from calls.repairs import Step
from flows.tools import desk_of

REMEMBER_NODE = "remember_node"
"""Type of the action that notes the way of the call."""


def caller_words(flow_manager: FlowManager) -> int:
    """How many things the caller has said."""
    return sum(message.get("role") == "user" for message in _messages(flow_manager))


def tool_calls(flow_manager: FlowManager) -> int:
    """How many tools were called."""
    return sum(len(message.get("tool_calls") or ()) for message in _messages(flow_manager))


def last_said(flow_manager: FlowManager) -> str:
    """The agent's last words: in full where the journal has them, else as far as they were heard."""
    said = desk_of(flow_manager).repairs.last_said
    texts = [m.get("content") for m in _messages(flow_manager) if m.get("role") == "assistant"]
    heard = [text for text in texts if isinstance(text, str) and text.strip()]
    return said or (heard[-1].strip() if heard else "")


async def remember_node(action: dict[str, Any], flow_manager: FlowManager) -> None:
    """The action: a node is being entered."""
    desk = desk_of(flow_manager)
    desk.repairs.entered(
        Step(
            node=str(action["node"]),
            state=flow_manager.state,
            heard=caller_words(flow_manager),
            calls=tool_calls(flow_manager),
            writes=desk.ledger.left,
        )
    )


def restore(flow_manager: FlowManager, step: Step) -> None:
    """The state as it was at a step. Values told since are dropped, and what was proposed is withdrawn: a yes
    to it no longer counts."""
    desk = desk_of(flow_manager)
    flow_manager.state.clear()
    flow_manager.state.update(step.state)
    for value in list(desk.values):
        if value.source.turn > step.heard:
            desk.values.drop(value.name)
    desk.ledger.withdraw("the caller went back")


def _messages(flow_manager: FlowManager) -> list[dict[str, Any]]:
    return [message for message in flow_manager.get_current_context() if isinstance(message, dict)]
