"""Tokens of private values in the arguments of tools: who may open them, and who never has the value."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from calls.desk import Desk
from calls.ledger_book import Ledger
from compliance.redaction.finding import Finder
from compliance.redaction.policy import Policy
from compliance.redaction.redactor import Redactor
from flows.tools import tool
from flows.tools.envelope import Refused
from flows.tools.running import idempotency_key

CARD = "4111111111111111"


class Notes:
    """Nobody reads them here."""

    def note(self, key: str, value: Any) -> None: ...

    def outcome(self, disposition: str, *, resolved: bool) -> None: ...


class Place:
    """Stands in for the flow manager of a call in which the caller has told a card."""

    def __init__(self, **opens: list[str]) -> None:
        self.state: dict[str, Any] = {}
        self.redactor = Redactor(Policy.preset(), Finder())
        self.redactor.caller(f"my card is {CARD}")
        self.redactor.caller("my social security number is 123-45-6789")
        self.ledger = Ledger("call-1", None)
        desk = Desk(
            call_id="call-1", caller=None, timezone=ZoneInfo("UTC"), notes=Notes(), resources=None,
            data_dir=Path(), tool_timeout_secs=5.0, ledger=self.ledger, redactor=self.redactor, opens=opens,
        )  # fmt: skip
        self.worker = SimpleNamespace(app_resources=desk)

    def get_current_context(self) -> list[Any]:
        return [{"role": "user", "content": "do it"}]


def paying(got: list[Any], answer: Any = None) -> Any:
    @tool(effect="write", confirm="request")
    async def pay(flow_manager: Any, card: str, note: str = "") -> dict[str, Any]:
        """Pay."""
        got.append((card, note, idempotency_key(flow_manager)))
        if isinstance(answer, Exception):
            raise answer
        return answer or {"say": f"Paid with {card}.", "used": {"card": card, CARD: 1}}

    return pay


async def test_the_handler_gets_the_value_and_nobody_else_does() -> None:
    got: list[Any] = []
    place = Place(pay=["card"])
    result, _ = await paying(got)(place, card="[CARD_1]", note="the card [CARD_1] is hers")
    assert got[0][:2] == (CARD, f"the card {CARD} is hers")
    assert result["ok"] and result["say"] == "Paid with [CARD_1]."
    assert "4111" not in str(result)
    (row,) = place.ledger.rows
    assert row.arguments == {"card": "[CARD_1]", "note": "the card [CARD_1] is hers"}
    assert "4111" not in repr(row)


async def test_the_idempotency_key_is_the_same_for_the_same_token() -> None:
    got: list[Any] = []
    place = Place(pay=["card"])
    await paying(got)(place, card="[CARD_1]")
    again, _ = await paying(got)(place, card="[CARD_1]")
    assert len(got) == 1 and again["ok"]


@pytest.mark.parametrize("opens", [{}, {"pay": ["phone"]}, {"other": ["card"]}])
async def test_a_tool_that_may_not_open_a_value_says_so(opens: dict[str, list[str]]) -> None:
    got: list[Any] = []
    result, _ = await paying(got)(Place(**opens), card="[CARD_1]")
    assert got == []
    assert (result["ok"], result["status"]) == (False, "private")
    assert result["say"] == "I'm not able to use your card number for that."


async def test_a_kind_that_is_not_named_stays_closed_to_a_tool_that_opens_another() -> None:
    got: list[Any] = []
    result, _ = await paying(got)(Place(pay=["card"]), card="[NATIONAL_ID_1]")
    assert got == [] and result["status"] == "private"


async def test_in_a_text_a_token_may_stay_a_token() -> None:
    got: list[Any] = []
    await paying(got)(Place(), card="none", note="the caller gave [CARD_1] as the card")
    assert got[0][1] == "the caller gave [CARD_1] as the card"


async def test_a_token_that_the_model_made_up_is_only_a_text() -> None:
    got: list[Any] = []
    await paying(got)(Place(pay=["card"]), card="[CARD_9]")
    assert got[0][0] == "[CARD_9]"


async def test_a_refusal_tells_nothing_private_either() -> None:
    no = Refused(f"The card {CARD} is blocked.", status="blocked", card=CARD)
    result, _ = await paying([], no)(Place(pay=["card"]), card="[CARD_1]")
    assert result["status"] == "blocked"
    assert "4111" not in str(result) and result["say"] == "The card [CARD_1] is blocked."


async def test_what_a_read_finds_is_a_token_to_the_model() -> None:
    @tool(effect="read")
    async def look(flow_manager: Any) -> dict[str, Any]:
        """Look."""
        return {"card": "5555 5555 5555 4444", "visits": 2}

    result, _ = await look(Place())
    assert result["card"] == "[CARD_2]" and result["visits"] == 2
