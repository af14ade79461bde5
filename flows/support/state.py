"""What the flow remembers: every key that a prompt or `script.yaml` may show, and how it is filled."""

from datetime import date
from typing import Any

from flows.capture.payment_card import CARD_STATE
from flows.handoff.tools import HANDOFF_STATE
from flows.office import OFFICE_STATE
from flows.saying import say_digits, say_money, say_near_day

from .orders import Order
from .rules import is_late

STATE: dict[str, Any] = {
    **HANDOFF_STATE,
    **OFFICE_STATE,
    **CARD_STATE,
    "intent": "",
    "order_number": None,
    "order": "",
    "proved": "",
    "reason": None,
    "amount_cents": 0,
    "part": "",
    "read_back": "",
    "news": "",
    "ticket_about": "",
    "charge": "",
    "begun": "",
    "tries": 0,
    "wrong_zips": 0,
}
"""Every key and its value when the call starts. What the caller has not said yet is None."""

_REQUEST = (
    "intent",
    "reason",
    "amount_cents",
    "part",
    "read_back",
    "news",
    "ticket_about",
    "charge",
    *CARD_STATE,
)

DIGITS = 5
"""How many digits an order number has."""

REASONS = {
    "damaged": "it is damaged",
    "wrong_item": "it is the wrong item",
    "missing": "it has not arrived",
    "changed_mind": "they changed their mind",
}
"""Why a caller wants something back, as it is written down."""


def forget_request(state: dict[str, Any]) -> None:
    """The request is dealt with. The order, and that the caller has proved to be its buyer, stay known."""
    for key in _REQUEST:
        state[key] = STATE[key]


def set_order(state: dict[str, Any], order: Order) -> None:
    """The order that the call is about; another one has to be proved anew."""
    if state["order_number"] not in (None, order.number):
        state["proved"], state["reason"] = "", None
    state["order_number"], state["order"] = order.number, name_of(order)


def name_of(order: Order) -> str:
    """`order 4 8 2 1 3, the desk lamp`"""
    return f"order {say_digits(order.number)}, the {order.item}"


def progress(order: Order, today: date) -> str:
    """Where an order is, as it is told."""
    name, due = name_of(order), say_near_day(order.expected_on, today)
    if order.status == "cancelled":
        return f"Your {name}, was cancelled, and nothing was charged."
    if order.status == "packing":
        return f"Your {name}, is being packed. It should arrive {due}."
    if is_late(order, today):
        return f"Your {name}, is on its way, but it should have arrived {due}. I'm sorry about that."
    if order.status == "shipped":
        return f"Your {name}, is on its way. It should arrive {due}."
    delivered = order.delivered_on or order.expected_on
    return f"Your {name}, was delivered {say_near_day(delivered, today)}."


def refund_read_back(order: Order, amount_cents: int, part: str) -> str:
    """What is about to be paid back, as it is read back."""
    what = f"the shipping of {name_of(order)}" if part == "shipping" else name_of(order)
    return f"I can refund {say_money(amount_cents)} for {what}, to the card you paid with."


def return_read_back(order: Order, reason: str) -> str:
    """What is about to be returned, as it is read back."""
    why = "you changed your mind" if reason == "changed_mind" else REASONS[reason]
    return f"I can open a return for {name_of(order)}, because {why}."
