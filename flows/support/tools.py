"""What the agent of Maple Home can do.

`STATE` and `opening_state` say what the flow remembers, `open_resources` opens its orders, `seed` fills them
with demo orders. The tools, named in `flow.yaml`, stand here and in `money.py`,
`payments.py` and `tickets.py`.
"""

from pathlib import Path
from typing import Any, Literal

from pipecat.flows import FlowManager

from flows.handoff.tools import ask_for_person as ask_for_person
from flows.office import achieved, not_achieved, outcome, stored
from flows.office import opening as opening_state
from flows.saying import say_digits
from flows.tools import desk_of, tool
from flows.tools.envelope import Refused
from flows.values import ZipCode

from . import state as memory
from . import steps
from .arguments import OrderNumber
from .demo import seed as seed
from .money import give_refund as give_refund
from .money import open_return as open_return
from .orders import Orders
from .payments import charge_card as charge_card
from .payments import take_payment as take_payment
from .rules import Reason
from .state import STATE as STATE
from .tickets import open_ticket as open_ticket
from .tickets import report_problem as report_problem

__all__ = ["opening_state"]

Topic = Literal["opening_hours", "return_policy", "refund_time", "delivery_time"]

FACTS: dict[Topic, str] = {
    "opening_hours": "Our specialists work Monday to Friday, from 9 AM to 6 PM. I'm here all the time.",
    "return_policy": "You can return most things within 30 days of delivery. Final sales can't come back.",
    "refund_time": "A refund is back on your card within five business days.",
    "delivery_time": "Orders arrive three to five days after they leave us.",
}


def open_resources(data_dir: Path) -> Orders:
    """The shop's orders, shared by all calls. Blocks: call it off the event loop."""
    return Orders(data_dir / "support.sqlite")


# ---- What the caller wants -------------------------------------------------------------------------------


@tool(effect="read")
async def start_status(flow_manager: FlowManager, order_number: OrderNumber | None = None) -> dict[str, Any]:
    """The caller wants to know where an order is.

    Args:
        order_number: The number of the order, if said.
    """
    return await _start(flow_manager, "status", order_number)


@tool(effect="read")
async def start_return(
    flow_manager: FlowManager, order_number: OrderNumber | None = None, reason: Reason | None = None
) -> dict[str, Any]:
    """The caller wants to send something back.

    Args:
        order_number: The number of the order, if said.
        reason: Why, if said.
    """
    return await _start(flow_manager, "return", order_number, reason)


@tool(effect="read")
async def start_refund(
    flow_manager: FlowManager, order_number: OrderNumber | None = None, reason: Reason | None = None
) -> dict[str, Any]:
    """The caller wants money back, or reports that something arrived broken, wrong or not at all.

    Args:
        order_number: The number of the order, if said.
        reason: Why, if said.
    """
    return await _start(flow_manager, "refund", order_number, reason)


@tool(effect="read")
async def start_payment(flow_manager: FlowManager, order_number: OrderNumber | None = None) -> dict[str, Any]:
    """The caller wants to pay what is still open for an order.

    Args:
        order_number: The number of the order, if said.
    """
    return await _start(flow_manager, "payment", order_number)


async def _start(
    flow_manager: FlowManager, intent: str, order_number: str | None, reason: Reason | None = None
) -> dict[str, Any]:
    steps.begin(flow_manager, intent)
    if order_number:
        await _find(flow_manager, order_number)
    if reason:
        flow_manager.state["reason"] = reason
    return await steps.next_step(flow_manager)


# ---- Which order, and whose ------------------------------------------------------------------------------


@tool(effect="read")
async def give_order(flow_manager: FlowManager, order_number: OrderNumber) -> dict[str, Any]:
    """The caller gave, or corrected, the number of the order.

    Args:
        order_number: The five digits, as they said or keyed them in.
    """
    await _find(flow_manager, order_number)
    return await steps.next_step(flow_manager)


@tool(effect="read")
async def give_zip(flow_manager: FlowManager, zip_code: ZipCode) -> dict[str, Any]:
    """The caller said the ZIP code that the order is sent to, which proves that it is theirs.

    Args:
        zip_code: The five digits.
    """
    state = flow_manager.state
    order = await steps.current_order(flow_manager)
    if order is None:
        raise Refused("What's the order number?", status="needs_order", retryable=True)
    if state["wrong_zips"] < steps.MAX_TRIES and order.zip_code == zip_code:
        state["proved"] = "zip_code"
        return await steps.next_step(flow_manager)
    state["wrong_zips"] += 1
    if state["wrong_zips"] >= steps.MAX_TRIES:
        not_achieved(flow_manager, "not_verified")
        state["ticket_about"] = f"Could not prove that {state['order']} is theirs"
        state["order_number"], state["order"], state["tries"] = None, "", 0
        state["news"] = "I'm sorry, I can't open that order without the right ZIP code."
        offer = "I can open a ticket, and a colleague will call you back. Shall I do that?"
        raise Refused(f"{state['news']} {offer}", status="offer_ticket")
    say = "That's not the ZIP code I have. Which one was it sent to?"
    raise Refused(say, status="needs_zip", retryable=True, needs=["zip_code"])


async def _find(flow_manager: FlowManager, number: str) -> None:
    """Remember the order with that number; digits that have only begun one are kept until the rest comes."""
    state = flow_manager.state
    number = number if len(number) >= memory.DIGITS else state["begun"] + number
    state["begun"] = ""
    if len(number) < memory.DIGITS:
        state["begun"] = number
        say = f"I have {say_digits(number)}. What are the other digits?"
        raise Refused(say, status="needs_order", retryable=True, needs=["order_number"])
    order = await stored(lambda: desk_of(flow_manager).resources.order(number))
    if order:
        state["tries"] = state["tries"] if state["order_number"] == order.number else 0
        memory.set_order(state, order)
        return
    state["tries"] += 1
    not_achieved(flow_manager, "order_not_found")
    spoken = say_digits(number)
    if state["tries"] >= steps.MAX_TRIES:
        state["tries"], state["ticket_about"] = 0, f"Order {number} can't be found"
        offer = "I can open a ticket, and a colleague will look for it. Shall I do that?"
        raise Refused(f"I can't find an order {spoken} either. {offer}", status="offer_ticket")
    say = f"I can't find an order {spoken}. Could you read me the number again?"
    raise Refused(say, status="needs_order", retryable=True, needs=["order_number"])


@tool(effect="read")
async def give_reason(flow_manager: FlowManager, reason: Reason) -> dict[str, Any]:
    """The caller said, or corrected, why they want to return something or have their money back.

    Args:
        reason: Why.
    """
    flow_manager.state["reason"] = reason
    return await steps.next_step(flow_manager)


# ---- Everything else -------------------------------------------------------------------------------------


@tool(effect="read")
async def shop_info(flow_manager: FlowManager, topic: Topic) -> dict[str, Any]:
    """Answer a question about the shop. Never answer one from memory.

    Args:
        topic: What the question is about.
    """
    if not flow_manager.state["disposition"]:
        achieved(flow_manager, "answered")
    return {"say": FACTS[topic], "topic": topic}


@tool(effect="read")
async def drop_request(flow_manager: FlowManager) -> dict[str, Any]:
    """The caller does not want to go on with the return, the refund or the ticket at hand."""
    state = flow_manager.state
    refused = state["news"] and not state["read_back"]
    memory.forget_request(state)
    # That a rule said no says more of the call than that the caller let go of it.
    if not refused:
        not_achieved(flow_manager, "dropped")
    state["done"] = "All right." if refused else "All right, I've changed nothing."
    return {"status": "dropped", "say": state["done"]}


@tool(effect="read")
async def end_call(flow_manager: FlowManager) -> dict[str, Any]:
    """The caller is finished and wants to hang up."""
    if not flow_manager.state["disposition"]:
        outcome(flow_manager, "no_request", resolved=False)
    return {}
