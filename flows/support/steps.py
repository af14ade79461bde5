"""The steps that several tools of the flow share."""

from datetime import date
from functools import partial
from typing import Any

from pipecat.flows import FlowManager

from flows.office import achieved, not_achieved, stored, wall
from flows.tools import desk_of
from flows.tools.confirming import propose
from flows.tools.envelope import Refused

from . import payments, rules
from . import state as memory
from .orders import Dealings, Order

MAX_TRIES = 3
"""Wrong order numbers or ZIP codes after which no more are taken: numbers are not to be guessed."""


def begin(flow_manager: FlowManager, intent: str) -> None:
    """A new request. Until it is done, the call's outcome is that it was not finished."""
    if flow_manager.state["intent"] != intent:
        memory.forget_request(flow_manager.state)
    flow_manager.state["intent"] = intent
    not_achieved(flow_manager, f"{intent}_unfinished")


async def next_step(flow_manager: FlowManager) -> dict[str, Any]:
    """What is needed next: the order, the proof that the caller bought it, a reason; or the answer."""
    state = flow_manager.state
    order = await current_order(flow_manager)
    if order is None:
        return {"status": "needs_order"}
    if not is_proved(flow_manager, order):
        return {"status": "needs_zip"}
    if state["intent"] == "status":
        return await _tell(flow_manager, order)
    if state["intent"] in ("return", "refund"):
        return await _judge(flow_manager, order) if state["reason"] else {"status": "needs_reason"}
    if state["intent"] == "payment":
        return await payments.offer(flow_manager, order)
    return {"status": "needs_intent", "order": state["order"]}


async def current_order(flow_manager: FlowManager) -> Order | None:
    """The order that the call is about, as it is now."""
    number = flow_manager.state["order_number"]
    orders = desk_of(flow_manager).resources
    return await stored(partial(orders.order, number)) if number else None


def is_proved(flow_manager: FlowManager, order: Order) -> bool:
    """Whether the caller is the buyer: by the number they call from, or by what they knew."""
    return order.phone == flow_manager.state["caller_phone"] or bool(flow_manager.state["proved"])


async def dealings_of(flow_manager: FlowManager, order: Order) -> Dealings:
    """What was done about the order before."""
    desk = desk_of(flow_manager)
    return await stored(partial(desk.resources.dealings, order, wall(desk), rules.RECENT_DAYS))


def today_of(flow_manager: FlowManager) -> date:
    """Today, at the shop."""
    return wall(desk_of(flow_manager)).date()


async def _tell(flow_manager: FlowManager, order: Order) -> dict[str, Any]:
    """Where the order is; for one that is late, the shipping is offered back."""
    state, today = flow_manager.state, today_of(flow_manager)
    state["done"] = memory.progress(order, today)
    achieved(flow_manager, "status_told")
    dealings = await dealings_of(flow_manager, order)
    shipping = order.shipping_cents
    refundable = shipping and not dealings.refunded_cents and not rules.limit_trouble(dealings, shipping)
    if rules.is_late(order, today) and refundable:
        state["intent"], state["reason"] = "refund", "missing"
        return offer_refund(flow_manager, order, shipping, "shipping", state["done"])
    memory.forget_request(state)
    return {"status": "told", "say": state["done"]}


async def _judge(flow_manager: FlowManager, order: Order) -> dict[str, Any]:
    """A return or a refund is read back, or refused by a rule."""
    state, today = flow_manager.state, today_of(flow_manager)
    dealings = await dealings_of(flow_manager, order)
    if state["intent"] == "refund":
        trouble = rules.refund_trouble(order, dealings, state["reason"], order.price_cents, today)
        if trouble is None:
            return offer_refund(flow_manager, order, order.price_cents, "item", "")
        if trouble == "return_first":
            state["intent"] = "return"
            return _offer_return(flow_manager, order, rules.wording(trouble, order))
        raise refusal(flow_manager, order, trouble)
    trouble = rules.return_trouble(order, dealings, today)
    if trouble:
        raise refusal(flow_manager, order, trouble)
    return _offer_return(flow_manager, order, "")


def offer_refund(
    flow_manager: FlowManager, order: Order, amount_cents: int, part: str, news: str
) -> dict[str, Any]:
    """Keep a refund in mind to be read back."""
    state = flow_manager.state
    state["amount_cents"], state["part"] = amount_cents, part
    _read_back(state, news, memory.refund_read_back(order, amount_cents, part))
    propose(flow_manager, "give_refund", read_back=state["read_back"], **refund_order(flow_manager))
    return {"status": "refund_ready", "news": state["news"]}


def _offer_return(flow_manager: FlowManager, order: Order, news: str) -> dict[str, Any]:
    state = flow_manager.state
    _read_back(state, news, memory.return_read_back(order, state["reason"]))
    propose(flow_manager, "open_return", read_back=state["read_back"], **return_order(flow_manager))
    return {"status": "return_ready", "news": state["news"]}


def _read_back(state: dict[str, Any], news: str, read_back: str) -> None:
    state["read_back"], state["news"] = read_back, f"{news} {read_back}".strip()


def refusal(flow_manager: FlowManager, order: Order, trouble: rules.Trouble) -> Refused:
    """A rule says no: what is said, and the ticket that may help."""
    state = flow_manager.state
    intent, reason = state["intent"], state["reason"]
    not_achieved(flow_manager, f"{intent}_{trouble}")
    offer, news = rules.ticket_offer(trouble), rules.wording(trouble, order)
    state["news"], state["done"] = f"{news} {offer}".strip(), ""
    state["ticket_about"] = f"{intent.capitalize()} of {state['order']}: {memory.REASONS[reason]} ({trouble})"
    status = "offer_ticket" if offer else "not_possible"
    return Refused(state["news"], status=status, rule=trouble)


def refund_order(flow_manager: FlowManager) -> dict[str, Any]:
    """What exactly `give_refund` will pay back. Raises Refused while nothing was read back."""
    return _order(flow_manager, "refund", "order_number", "amount_cents", "part", "reason")


def return_order(flow_manager: FlowManager) -> dict[str, Any]:
    """What exactly `open_return` will open. Raises Refused while nothing was read back."""
    return _order(flow_manager, "return", "order_number", "reason")


def _order(flow_manager: FlowManager, intent: str, *keys: str) -> dict[str, Any]:
    state = flow_manager.state
    if state["intent"] != intent or not state["read_back"]:
        raise Refused("What can I do for you?", status="incomplete", retryable=True)
    return {key: state[key] for key in keys}


def question(flow_manager: FlowManager) -> str:
    """What is about to be done, as a question."""
    return f"{flow_manager.state['read_back']} Shall I do that?"
