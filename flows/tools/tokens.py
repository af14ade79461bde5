"""Tokens of private values in a tool's arguments: opened only where the agent file says so.

The model has `[CARD_1]` and hands it to a tool. The tool's handler gets the value if `redaction.open` names
the tool and the kind. Everything else (the ledger, the journal, read-backs, the idempotency key) has the
token, and what the handler answers goes through live redaction before anybody has it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from pipecat.flows import FlowManager

from calls.desk import Desk
from compliance.redaction.aloud import name
from compliance.redaction.declared import mapped
from compliance.redaction.redactor import Redactor
from compliance.redaction.vault import TOKEN
from flows.tools.envelope import Failed, Refused
from flows.tools.spec import Body

CLOSED = "private"
"""`status` of a tool that got a token which it may not open."""


@dataclass(frozen=True)
class Opened:
    """A tool's arguments, with and without private values."""

    arguments: dict[str, Any]
    """What the tool's own checks and its handler get."""

    touched: Mapping[str, Any]
    """The arguments in which something was opened, as the model gave them."""

    def shown(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The checked values as everybody but the handler may have them."""
        return {key: self.touched.get(key, value) for key, value in values.items()}


def opened(desk: Desk, tool: str, arguments: dict[str, Any]) -> Opened:
    """Open what the tool may open.

    Raises:
        Refused: An argument is the token of a kind that is closed to the tool. In a longer text, where it
            only stands for what was said, it may stay.
    """
    redactor = desk.redactor
    if redactor is None:
        return Opened(arguments, {})
    allowed = desk.opens.get(tool, ())
    result: dict[str, Any] = {}
    touched: dict[str, Any] = {}
    for key, value in arguments.items():
        result[key] = mapped(value, lambda text: _open(redactor, text, allowed))
        if result[key] != value:
            touched[key] = value
    return Opened(result, touched)


def _open(redactor: Redactor, text: str, allowed: Collection[str]) -> str:
    kinds = redactor.entities_in(text)
    if not kinds:
        return text
    closed = next((kind for kind in kinds if kind not in allowed), None)
    if closed is not None and (allowed or TOKEN.fullmatch(text.strip())):
        raise Refused(f"I'm not able to use {name(closed)} for that.", status=CLOSED)
    return redactor.opened(text, allowed)


def discreet(desk: Desk, body: Body, values: Mapping[str, Any]) -> Body:
    """The tool's body, acting on the real `values`, whatever it is called with; its answer is live text."""
    redactor = desk.redactor
    if redactor is None:
        return body

    async def act(flow_manager: FlowManager, **_: Any) -> Any:
        try:
            answer = await body(flow_manager, **values)
        except Refused as no:
            facts = redactor.live_data(no.facts)
            say = redactor.live(no.say)
            raise Refused(say, status=no.status, retryable=no.retryable, **facts) from None
        except Failed as why:
            why.say = None if why.say is None else redactor.live(why.say)
            raise
        if isinstance(answer, tuple):
            return (redactor.live_data(answer[0]), *answer[1:])
        return redactor.live_data(answer)

    return act
