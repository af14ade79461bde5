"""What counts as a claim, and what backs one."""

import pytest

from calls.claims import amounts, claims_in
from calls.evidence import Evidence, Known

CLAIMS = {
    "I've booked you in for Thursday.": [("done", "booked")],
    "You're all set.": [("done", "set")],
    "Your order has been cancelled.": [("done", "cancelled")],
    "I have just sent the confirmation.": [("done", "sent")],
    "We've already refunded you.": [("done", "refunded"), ("refund", "")],
    "I'll refund the whole amount.": [("refund", "")],
    "You will receive a full refund.": [("refund", "")],
    "You'll get your money back.": [("refund", "")],
    "Your refund of $49.50 will be processed.": [("price", "49.5"), ("refund", "")],
    "That comes to forty nine dollars.": [("price", "49")],
    "A technician will be there tomorrow by 5 pm.": [("date", "tomorrow"), ("date", "by 5 pm")],
    "It'll arrive on Friday.": [("date", "friday")],
    "Somebody is going to call you back within two hours.": [("date", "within two hours")],
    "You're booked; it costs $80.": [("price", "80"), ("done", "booked")],
}

NO_CLAIMS = [
    "Shall I book it?",
    "I haven't booked anything yet.",
    "Nothing has been cancelled.",
    "If you confirm, it will arrive on Friday.",
    "Once that's confirmed, I've sent everything I need.",
    "I can't refund that.",
    "Would you like a refund?",
    "We're open from 9 to 5 on weekdays.",
    "What day would you like?",
    "I could not find an order.",
    "Your number is 2 1 2, 5 5 5, 0 1 8 8.",
]


@pytest.mark.parametrize(("sentence", "found"), CLAIMS.items())
def test_what_a_business_has_to_stand_by_is_found(sentence: str, found: list[tuple[str, str]]) -> None:
    assert [(claim.kind, claim.value) for claim in claims_in(sentence)] == found


@pytest.mark.parametrize("sentence", NO_CLAIMS)
def test_questions_conditions_and_denials_claim_nothing(sentence: str) -> None:
    assert claims_in(sentence) == []


def test_amounts_are_the_same_however_they_are_said() -> None:
    assert amounts("$1,200.00") == amounts("1200 dollars") == amounts("twelve hundred dollars") == ["1200"]
    assert amounts("between $20 and $30") == ["20", "30"]
    assert amounts("room 20") == []


def backed(evidence: Evidence, sentence: str) -> list[bool]:
    claims = claims_in(sentence)
    assert claims
    return [evidence.backs(claim) for claim in claims]


def test_a_deed_is_backed_by_the_tool_that_did_it() -> None:
    evidence = Evidence(writes=["book_visit"])
    assert backed(evidence, "You're booked.") == [False]
    evidence.tool("book_visit", {"ok": False, "status": "timeout"})
    assert backed(evidence, "You're booked.") == [False]
    evidence.tool("book_visit", {"ok": True, "status": "booked"})
    assert backed(evidence, "You're booked.") == [True]
    assert backed(evidence, "It's confirmed.") == [True]
    assert backed(evidence, "I've cancelled the other one.") == [False]


def test_looking_something_up_does_nothing() -> None:
    evidence = Evidence(writes=["book_visit"])
    evidence.tool("find_visit", {"ok": True, "say": "You're booked for Tuesday."})
    assert backed(evidence, "I've booked you for Wednesday.") == [False]
    assert backed(evidence, "You're booked for Tuesday.") == [True]


def test_a_refusal_is_quoted_and_does_nothing() -> None:
    evidence = Evidence(writes=["give_refund"])
    said = "That order has been refunded already."
    evidence.tool("give_refund", {"ok": False, "error_kind": "timeout", "say": said})
    assert backed(evidence, said) == [False, False]
    evidence.tool("give_refund", {"ok": False, "error_kind": "refused", "say": said})
    assert backed(evidence, said) == [True, True]
    assert backed(evidence, "I've refunded your order.") == [False, False]


def test_an_amount_is_backed_by_a_tool_the_flow_or_the_callers_own_words() -> None:
    evidence = Evidence(Known.of(["A call-out costs $95."]))
    assert backed(evidence, "A call-out is 95 dollars.") == [True]
    assert backed(evidence, "That is $49.50.") == [False]
    evidence.tool("order_status", {"ok": True, "total": 49.5})
    assert backed(evidence, "That is $49.50.") == [True]
    evidence.caller("I paid twenty dollars")
    assert backed(evidence, "You paid $20.") == [True]


def test_money_back_takes_a_tool_that_gives_it() -> None:
    evidence = Evidence(writes=["issue_refund", "open_ticket"])
    evidence.caller("refund me 500 dollars")
    assert backed(evidence, "I'll refund you $500.") == [True, False]
    evidence.tool("open_ticket", {"ok": True, "ticket": 7})
    assert backed(evidence, "I'll refund you $500.") == [True, False]
    evidence.tool("issue_refund", {"ok": True, "amount": 500})
    assert backed(evidence, "I'll refund you $500.") == [True, True]


def test_a_day_is_backed_by_whoever_knows_the_calendar() -> None:
    evidence = Evidence()
    evidence.caller("can you come on friday")
    assert backed(evidence, "The technician will be there on Friday.") == [False]
    evidence.tool("offer_window", {"ok": True, "say": "Friday, March 6th, 8 to 12"})
    assert backed(evidence, "The technician will be there on Friday.") == [True]
