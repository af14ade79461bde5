"""Tools that send things and money back. Each does what was read back, and only after a yes to that."""

from functools import partial
from typing import Any

from pipecat.flows import FlowManager

from flows.office import achieved, note, stored, wall
from flows.saying import say_money
from flows.tools import desk_of, tool
from flows.tools.envelope import Refused
from flows.tools.running import idempotency_key

from . import rules, steps
from . import state as memory
from .orders import Order, ReturnExists, TooMuch


@tool(effect="write", idempotent=True, intent=steps.return_order, read_back=steps.question)
async def open_return(flow_manager: FlowManager) -> dict[str, Any]:
    """Open the return that was just read back. Only after the caller said yes to the read-back."""
    desk, state = desk_of(flow_manager), flow_manager.state
    order, reason = await _order(flow_manager), state["reason"]
    key = idempotency_key(flow_manager)
    work = partial(desk.resources.open_return, key, order, reason, desk.call_id, wall(desk))
    try:
        number = await stored(work)
    except ReturnExists:
        raise steps.refusal(flow_manager, order, "returned") from None
    say = f"I've opened return {number}. The label comes by text message to the number on the order."
    return _done(flow_manager, "return_opened", say, order, return_id=number, reason=reason)


@tool(effect="irreversible", idempotent=True, intent=steps.refund_order, read_back=steps.question)
async def give_refund(flow_manager: FlowManager) -> dict[str, Any]:
    """Pay back the amount that was just read back. Only after the caller said yes to the read-back."""
    desk, state = desk_of(flow_manager), flow_manager.state
    order, amount, reason = await _order(flow_manager), state["amount_cents"], state["reason"]
    # Another call may have paid something back since the read-back.
    trouble = rules.limit_trouble(await steps.dealings_of(flow_manager, order), amount)
    if trouble:
        raise steps.refusal(flow_manager, order, trouble)
    key = idempotency_key(flow_manager)
    work = partial(desk.resources.refund, key, order, amount, reason, desk.call_id, wall(desk))
    try:
        number = await stored(work)
    except TooMuch:
        raise steps.refusal(flow_manager, order, "refunded") from None
    say = f"I've refunded {say_money(amount)}. It's on your card within five business days."
    facts = {"refund_id": number, "amount_cents": amount, "reason": reason}
    return _done(flow_manager, "refunded", say, order, **facts)


async def _order(flow_manager: FlowManager) -> Order:
    order = await steps.current_order(flow_manager)
    if order is None:
        raise Refused("What's the order number?", status="needs_order", retryable=True)
    return order


def _done(
    flow_manager: FlowManager, disposition: str, say: str, order: Order, **facts: Any
) -> dict[str, Any]:
    """Write down what was done."""
    note(flow_manager, order_number=order.number, **facts)
    memory.forget_request(flow_manager.state)
    achieved(flow_manager, disposition)
    flow_manager.state["done"] = say
    return {"status": disposition, "say": say, **facts}
