"""What the shop allows: returns, and how much may be paid back on the telephone. Pure.

Each rule gives None when it allows, or why not (`late`, `over_limit` ...); `wording` puts that into words.
"""

from datetime import date, timedelta
from typing import Literal

from flows.saying import say_day, say_money

from .orders import Dealings, Order

Reason = Literal["damaged", "wrong_item", "missing", "changed_mind"]
Trouble = Literal[
    "cancelled",
    "not_delivered",
    "late",
    "final_sale",
    "returned",
    "refunded",
    "over_limit",
    "return_first",
    "trace",
]

WINDOW = timedelta(days=30)
"""From the delivery: how long an order can be returned or refunded."""

LIMIT_CENTS = 100_00
"""The most that is paid back for one order without a specialist."""

RECENT_DAYS, RECENT_LIMIT_CENTS = 90, 150_00
"""The most that one customer gets back without a specialist within so many days."""


def is_late(order: Order, today: date) -> bool:
    """Whether an order should have arrived and has not."""
    return order.status == "shipped" and order.expected_on < today


def return_trouble(order: Order, dealings: Dealings, today: date) -> Trouble | None:
    """Why an order cannot be returned."""
    if dealings.returned:
        return "returned"
    if dealings.refunded_cents >= order.price_cents:
        return "refunded"
    return _age_trouble(order, today) or ("final_sale" if order.final_sale else None)


def refund_trouble(
    order: Order, dealings: Dealings, reason: Reason, amount_cents: int, today: date
) -> Trouble | None:
    """Why an amount cannot be paid back for a whole order."""
    if dealings.refunded_cents >= order.price_cents:
        return "refunded"
    if reason == "missing":
        # Where a parcel is that should have come is for a specialist to find out.
        return "not_delivered" if order.status == "packing" else "trace"
    if age := _age_trouble(order, today):
        return age
    if reason == "changed_mind":
        return return_trouble(order, dealings, today) or "return_first"
    return limit_trouble(dealings, amount_cents)


def limit_trouble(dealings: Dealings, amount_cents: int) -> Trouble | None:
    """Whether an amount is more than may be paid back without a specialist."""
    of_order = dealings.refunded_cents + amount_cents
    lately = dealings.lately_cents + amount_cents
    return "over_limit" if of_order > LIMIT_CENTS or lately > RECENT_LIMIT_CENTS else None


def ticket_offer(trouble: Trouble) -> str:
    """What a specialist may do where the rule says no; "" where nothing is left to do."""
    return {
        "over_limit": "I can open a ticket, and a specialist decides. Shall I do that?",
        "trace": "I can open a ticket for that. Shall I do it?",
        "late": "If something is wrong with it, I can open a ticket for a specialist. Would you like that?",
        "final_sale": "If something is wrong with it, I can open a ticket for a specialist."
        " Would you like that?",
    }.get(trouble, "")


def _age_trouble(order: Order, today: date) -> Trouble | None:
    if order.status == "cancelled":
        return "cancelled"
    if order.delivered_on is None:
        return "not_delivered"
    return "late" if today - order.delivered_on > WINDOW else None


def wording(trouble: Trouble, order: Order) -> str:
    """A rule as it is told to the caller."""
    delivered = say_day(order.delivered_on) if order.delivered_on else ""
    return {
        "cancelled": "That order was cancelled, so there is nothing to send back or to pay back.",
        "not_delivered": f"That order hasn't arrived yet. It should come on {say_day(order.expected_on)}.",
        "late": f"I'm sorry, that's possible for {WINDOW.days} days, and it was delivered on {delivered}.",
        "final_sale": "I'm sorry, that was a final sale, and those can't be returned.",
        "returned": "There's an open return for that order already. You get your money back when it arrives.",
        "refunded": "That order has been refunded already.",
        "over_limit": f"I'm sorry, I can't refund {say_money(order.price_cents)} myself.",
        "return_first": "For that we need it back first, and you get your money back when it arrives.",
        "trace": "I'm sorry it isn't there. A specialist has to find out where it went.",
    }[trouble]
