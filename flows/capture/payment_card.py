"""A payment card as a flow takes it: a tool opens the secure window, and its `status` comes when it closes.

    from flows.capture.payment_card import CARD_STATE, take_card as take_card

A flow puts `CARD_STATE` into its `STATE`, offers the tool at a node, and branches on its `status` in
`flow.yaml`: `captured`, or `cancelled gave_up silent declined failed unknown unavailable no_payments` (see
`calls.events.card.CardOutcome`). Between the two the language model is not asked, and neither it, nor a
journal, a log or the recording has anything of what the caller says. A person who is asked for in the window
is fetched as anywhere else.
"""

from typing import Any

from pipecat.flows import NO_RESPONSE, FlowManager

from flows.capture.card_secret import CardSecret
from flows.capture.tokenising import Tokenised
from flows.tools import desk_of, tool

CARD_STATE: dict[str, Any] = {
    "card": "",
    "card_said": "",
    "card_brand": "",
    "card_expiry": "",
    "card_token": "",
    "card_news": "",
}
"""What the flow learns: `•••• 1234`, `Visa ending in 1 2 3 4`, `visa`, `2027-04` (where `payments.shown` lets
it), the token, and a sentence for the caller when there is none."""

NO_PAYMENTS = "I'm sorry, I can't take a card on this line."

NEWS = {
    "cancelled": "All right, I haven't taken a card.",
    "gave_up": "I'm sorry, I couldn't get the card right.",
    "silent": "I haven't got the card yet.",
}
"""Said when nothing was sent to the tokeniser."""


async def ask_for_card(flow_manager: FlowManager, tool: str, *, purpose: str) -> Any:
    """For a tool of a flow: begin to take a card, and return this as the tool's own result.

    Args:
        flow_manager: The call's.
        tool: The tool's own name; its `status` decides where the flow goes on when the card is there.
        purpose: What it is for (`order 48213`), for the ledger.
    """
    flow_manager.state.update(CARD_STATE)
    cards = desk_of(flow_manager).cards
    if cards is None or not await cards.open(tool, purpose):
        flow_manager.state["card_news"] = NO_PAYMENTS
        return {"ok": False, "status": "no_payments", "say": NO_PAYMENTS}
    return {"status": "taking_card"}, NO_RESPONSE


@tool(effect="read")
async def take_card(flow_manager: FlowManager) -> Any:
    """Take the caller's payment card. Never ask for a card number yourself: this does it."""
    return await ask_for_card(flow_manager, "take_card", purpose="card")


def learnt(card: CardSecret, tokenised: Tokenised, *, brand: bool, expiry: bool) -> dict[str, Any]:
    """What goes into the flow's state. `brand`, `expiry`: whether the agent file lets it know."""
    if tokenised.outcome != "captured":
        return {**CARD_STATE, "card_news": tokenised.say or NEWS.get(tokenised.outcome, "")}
    named = card.brand if brand else None
    tail = " ".join(card.number[-4:].decode())
    return {
        **CARD_STATE,
        "card": card.shown,
        "card_said": f"{named.said if named else 'card'} ending in {tail}",
        "card_brand": named.name if named else "",
        "card_expiry": card.expiry if expiry else "",
        "card_token": tokenised.token,
    }
