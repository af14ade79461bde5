"""Tools that take a payment: the card in a secure window, then the charge, after a yes to its amount."""

from functools import partial
from typing import Any

from pipecat.flows import FlowManager

from flows.capture.payment_card import ask_for_card
from flows.office import achieved, not_achieved, note, stored, wall
from flows.saying import say_money
from flows.tools import desk_of, tool
from flows.tools.confirming import propose
from flows.tools.envelope import Refused
from flows.tools.running import idempotency_key

from . import bills
from . import state as memory
from .orders import Order


async def offer(flow_manager: FlowManager, order: Order) -> dict[str, Any]:
    """What is to be paid for an order is told."""
    state = flow_manager.state
    amount = await stored(partial(bills.due_cents, desk_of(flow_manager).resources, order.number))
    if not amount:
        not_achieved(flow_manager, "nothing_due")
        state["done"] = f"There is nothing to pay for {memory.name_of(order)}."
        memory.forget_request(state)
        raise Refused(state["done"], status="not_possible")
    state["amount_cents"] = amount
    state["news"] = f"There are {say_money(amount)} to pay for {memory.name_of(order)}."
    return {"status": "payment_ready", "news": state["news"]}


@tool(effect="read")
async def take_payment(flow_manager: FlowManager) -> Any:
    """The caller wants to pay by card. Takes the card by itself: never ask for a card number."""
    state = flow_manager.state
    if state["intent"] != "payment" or not state["amount_cents"]:
        raise Refused("Which order would you like to pay for?", status="needs_order", retryable=True)
    state["charge"] = f"Shall I charge {say_money(state['amount_cents'])} to it?"
    propose(flow_manager, "charge_card", read_back=state["charge"], **charge(flow_manager))
    return await ask_for_card(flow_manager, "take_payment", purpose=f"order {state['order_number']}")


def charge(flow_manager: FlowManager) -> dict[str, Any]:
    """What exactly `charge_card` will charge. Raises Refused while that is not known."""
    state = flow_manager.state
    if state["intent"] != "payment" or not state["amount_cents"]:
        raise Refused("Which order would you like to pay for?", status="needs_order", retryable=True)
    return {"order_number": state["order_number"], "amount_cents": state["amount_cents"]}


def question(flow_manager: FlowManager) -> str:
    """The charge, as the caller is asked."""
    return f"I have your {flow_manager.state['card_said']}. {flow_manager.state['charge']}"


@tool(effect="irreversible", idempotent=True, intent=charge, read_back=question)
async def charge_card(flow_manager: FlowManager) -> dict[str, Any]:
    """Charge the amount that was just read back to the card. Only after the caller said yes to it."""
    desk, state = desk_of(flow_manager), flow_manager.state
    if not state["card_token"]:
        raise Refused("I need your card first.", status="needs_card", retryable=True)
    number, card = state["order_number"], state["card"]
    work = partial(
        bills.pay,
        desk.resources,
        idempotency_key(flow_manager),
        number,
        card=card,
        token=state["card_token"],
        call_id=desk.call_id,
        now=wall(desk),
    )
    try:
        payment, amount = await stored(work)
    except bills.NothingDue:
        raise Refused("That has been paid already.", status="not_possible") from None
    say = f"I've charged {say_money(amount)} to your {state['card_said']}."
    note(flow_manager, order_number=number, payment_id=payment, amount_cents=amount, card=card)
    memory.forget_request(state)
    achieved(flow_manager, "paid")
    state["done"] = say
    return {"status": "paid", "say": say, "payment_id": payment, "amount_cents": amount}
