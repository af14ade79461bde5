"""The tools of the payments desk. They keep, log and repeat everything: masking is not their business."""

from typing import Any

from loguru import logger
from pipecat.flows import FlowManager

from flows.tools import desk_of, tool

STATE: dict[str, Any] = {"card": "", "code": "", "ssn": ""}


def _taken(flow_manager: FlowManager, what: str, text: str) -> dict[str, Any]:
    """Keep an answer in the call's state, its notes and the log."""
    flow_manager.state[what] = text
    desk_of(flow_manager).notes.note(what, text)
    logger.info(f"the caller's {what}: {text}")
    return {"status": "taken", what: text, "say": f"Thank you, I noted {text}"}


@tool(effect="read")
async def take_card(flow_manager: FlowManager, number: str) -> dict[str, Any]:
    """Take the number of the card.

    Args:
        number: In the caller's words.
    """
    return _taken(flow_manager, "card", number)


@tool(effect="read")
async def take_code(flow_manager: FlowManager, code: str) -> dict[str, Any]:
    """Take the security code.

    Args:
        code: In the caller's words.
    """
    return _taken(flow_manager, "code", code)


@tool(effect="read")
async def take_ssn(flow_manager: FlowManager, ssn: str) -> dict[str, Any]:
    """Take the social security number.

    Args:
        ssn: In the caller's words.
    """
    return _taken(flow_manager, "ssn", ssn)


@tool(effect="write", idempotent=True)
async def charge(flow_manager: FlowManager) -> dict[str, Any]:
    """Charge the card. The payment provider is down, and its error repeats what it was sent."""
    state = flow_manager.state
    raise RuntimeError(f"the provider refused {state['card']} with {state['code']} for {state['ssn']}")


@tool(effect="read")
async def end_call(flow_manager: FlowManager) -> dict[str, Any]:
    """The caller wants to end the call."""
    return {}
