"""Claims without evidence are noted; where they are blocked, nobody hears them."""

from typing import Any

from pipecat.frames.frames import (
    Frame,
    FunctionCallResultFrame,
    InterruptionFrame,
    LLMFullResponseEndFrame,
    LLMFullResponseStartFrame,
    LLMTextFrame,
)
from pipecat.processors.frame_processor import FrameDirection

from calls.claims import Claim
from calls.evidence import Evidence
from configs.schema.promises import PromisesBlock
from processors.promise_guard import PromiseGuard
from tests.patient import run_test


def answer(*texts: str) -> list[Frame]:
    return [LLMFullResponseStartFrame(), *map(LLMTextFrame, texts), LLMFullResponseEndFrame()]


def result(name: str, **result: Any) -> Frame:
    return FunctionCallResultFrame(function_name=name, tool_call_id="1", arguments={}, result=result)


async def spoken(rules: PromisesBlock, *frames: Frame) -> tuple[str, list[tuple[str, bool]]]:
    told: list[tuple[str, bool]] = []

    def tell(claim: Claim, blocked: bool) -> None:
        told.append((claim.kind, blocked))

    guard = PromiseGuard(rules, Evidence(writes=["book_visit"]), tell)
    down, _ = await run_test(guard, frames_to_send=list(frames))
    return "".join(frame.text for frame in down if isinstance(frame, LLMTextFrame)), told


async def test_what_is_only_flagged_is_said_as_it_came_and_noted() -> None:
    text, told = await spoken(PromisesBlock(), *answer("I've ", "booked ", "it. ", "Anything else?"))
    assert text == "I've booked it. Anything else?"
    assert told == [("done", False)]


async def test_what_is_blocked_is_replaced_before_it_is_said() -> None:
    rules = PromisesBlock(block=["done"])
    text, told = await spoken(rules, *answer("I've ", "booked ", "it. ", "Anything else?"))
    assert text == f"{rules.instead} Anything else?"
    assert told == [("done", True)]


async def test_only_the_sentence_with_the_claim_is_replaced() -> None:
    rules = PromisesBlock(block=["refund"])
    text, _ = await spoken(rules, *answer("I see. I'll refund you ", "today. All right?"))
    assert text == f"I see. {rules.instead} All right?"


async def test_a_sentence_that_ends_with_the_answer_is_judged_too() -> None:
    rules = PromisesBlock(block=["refund"])
    text, told = await spoken(rules, *answer("I'll refund you right away"))
    assert text == rules.instead
    assert told == [("refund", True)]


async def test_a_claim_that_a_tool_backs_passes() -> None:
    frames = [result("book_visit", ok=True, status="booked"), *answer("I've booked it.")]
    text, told = await spoken(PromisesBlock(block=["done"]), *frames)
    assert text == "I've booked it."
    assert told == []


async def test_a_failed_tool_backs_nothing() -> None:
    frames = [result("book_visit", ok=False, status="timeout"), *answer("I've booked it.")]
    text, told = await spoken(PromisesBlock(block=["done"]), *frames)
    assert "booked" not in text
    assert told == [("done", True)]


async def test_a_barge_in_does_not_hide_what_was_claimed_before_it() -> None:
    frames = [LLMFullResponseStartFrame(), LLMTextFrame("I've booked it. And then"), InterruptionFrame()]
    _, told = await spoken(PromisesBlock(), *frames)
    assert told == [("done", False)]


async def test_what_is_held_when_the_caller_barges_in_is_never_said() -> None:
    frames = [LLMFullResponseStartFrame(), LLMTextFrame("I've booked"), InterruptionFrame()]
    text, told = await spoken(PromisesBlock(block=["done"]), *frames)
    assert (text, told) == ("", [])


async def test_a_kind_that_is_not_asked_for_is_left_alone() -> None:
    text, told = await spoken(PromisesBlock(flag=["refund"]), *answer("It costs $80."))
    assert (text, told) == ("It costs $80.", [])


async def test_other_frames_pass_in_both_directions() -> None:
    guard = PromiseGuard(PromisesBlock(block=["done"]), Evidence(), lambda *_: None)
    frame = result("book_visit", ok=True)
    _, up = await run_test(guard, frames_to_send=[frame], frames_to_send_direction=FrameDirection.UPSTREAM)
    assert [type(each) for each in up] == [FunctionCallResultFrame]
