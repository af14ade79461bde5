"""What a call may claim before any tool has run."""

from pathlib import Path

from calls.claims import claims_in
from flows.reading.loader import load_flow
from pipeline.promising import evidence_of

FLOWS = Path(__file__).resolve().parents[2] / "flows"


def test_what_the_agent_is_told_to_say_is_known_and_what_callers_say_is_not() -> None:
    flow = load_flow(FLOWS / "appointments")
    assert flow.script is not None
    examples = [phrase for tool in flow.script.tools.values() for phrase in tool.phrases]
    assert "i'll call back later" in examples
    assert not any("i'll call back later" in fact for fact in flow.known.facts)
    assert any("thank you for calling harbor dental" in fact for fact in flow.known.facts)


def test_what_is_known_is_found_once_for_all_calls_of_a_flow() -> None:
    flow = load_flow(FLOWS / "appointments")
    assert flow.known is flow.known
    first, second = evidence_of(flow), evidence_of(flow)
    first.tool("check_slot", {"ok": True, "price": 4242})
    (claim,) = claims_in("That is $4,242.")
    assert first.backs(claim)
    assert not second.backs(claim)
