"""An agent whose flow takes payment cards, and that has nobody to make tokens of them."""

from collections.abc import Iterator

from configs import Inspection, Problem
from flows.capture.payment_card import CARD_STATE
from flows.external.opening import described
from flows.reading.loader import opening_keys


def payment_problems(inspection: Inspection) -> Iterator[Problem]:
    """A warning: the flow works, and offers a person where it would take a card."""
    agent, folder, tools = inspection.agent, inspection.flow_dir, inspection.tools
    if agent is None or folder is None or tools is None or agent.config.payments.tokeniser is not None:
        return
    if set(CARD_STATE) <= opening_keys(folder, described(tools)):
        message = "the flow takes payment cards, and there is no tokeniser: callers are offered a person"
        hint = "add `payments: {tokeniser: {url: ..., secret: ${NAME}}}`"
        yield inspection.lines.problem(("payments",), message, hint, severity="warning")
