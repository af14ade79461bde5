"""After the window is closed the flow goes on where the tool's status leads."""

from pathlib import Path

import pytest

from flows.reading.loader import load_flow
from pipeline.card_capture import node_after
from pipeline.checking import check_agent

ROOT = Path(__file__).resolve().parents[2]
PAYING = "the flow takes payment cards, and there is no tokeniser: callers are offered a person"


@pytest.mark.parametrize(
    ("tool", "status", "node"),
    [
        ("take_payment", "captured", "confirm_charge"),
        ("take_payment", "declined", "no_card"),
        ("drop_request", "anything", "close"),
        ("no_such_tool", "captured", None),
        ("end_call", "anything", "end"),
    ],
)
def test_a_status_leads_to_a_node(tool: str, status: str, node: str | None) -> None:
    assert node_after(load_flow(ROOT / "flows" / "support"), "confirm_payment", tool, status) == node


def test_a_flow_that_takes_cards_without_a_tokeniser_is_pointed_at() -> None:
    warned = [str(problem) for problem in check_agent("support").problems]
    assert any(PAYING in problem for problem in warned)
    environ = {"TOKENISER_PORT": "8080", "TOKENISER_SECRET": "0123456789abcdef"}
    paying = check_agent(ROOT / "tests" / "flows" / "payment" / "pay.yaml", environ=environ)
    assert not any(PAYING in str(problem) for problem in paying.problems)
    assert not any(PAYING in str(problem) for problem in check_agent("appointments").problems)
