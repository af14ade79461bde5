"""The caller's private words go no further than the redaction, and the agent reads none aloud."""

import pytest
from pipecat.frames.frames import (
    Frame,
    InterimTranscriptionFrame,
    LLMFullResponseEndFrame,
    LLMFullResponseStartFrame,
    LLMTextFrame,
    TranscriptionFrame,
    TTSSpeakFrame,
)

from compliance.redaction.finding import Finder
from compliance.redaction.policy import Policy
from compliance.redaction.redactor import Redacted, Redactor
from processors.agent_redaction import AgentRedaction
from processors.confidence import confidence_of
from processors.redaction import CallerRedaction, WordsChanged
from tests.patient import run_test

CARD = "4111111111111111"


def redactor() -> Redactor:
    return Redactor(Policy.preset(), Finder())


def heard(text: str, result: object = None) -> TranscriptionFrame:
    return TranscriptionFrame(text, "", "2026-03-02T10:00:00", result=result)


async def caller_says(
    *frames: Frame, asked: frozenset[str] = frozenset()
) -> tuple[list[Frame], list[Redacted]]:
    told: list[Redacted] = []
    stage = CallerRedaction(redactor(), lambda: asked, told.append)  # type: ignore[arg-type]
    down, _ = await run_test(stage, frames_to_send=list(frames))
    return list(down), told


async def agent_says(*texts: str) -> list[str]:
    frames = [LLMFullResponseStartFrame(), *map(LLMTextFrame, texts), LLMFullResponseEndFrame()]
    down, _ = await run_test(AgentRedaction(redactor()), frames_to_send=frames)
    return [frame.text for frame in down if isinstance(frame, LLMTextFrame)]


async def test_the_words_behind_it_hold_no_card_and_neither_does_the_providers_own_result() -> None:
    raw = {"channel": {"alternatives": [{"transcript": CARD, "confidence": 0.7}]}}
    down, told = await caller_says(heard(f"it's {CARD}", raw))
    (frame,) = down
    assert isinstance(frame, TranscriptionFrame)
    assert frame.text == "it's [CARD_1]"
    assert confidence_of(frame) == 0.7
    assert CARD not in repr(frame.__dict__)
    assert [one.stored for one in told] == ["it's [card]"]


async def test_keys_are_redacted_like_words() -> None:
    down, _ = await caller_says(heard(f"DTMF: {CARD}#"))
    assert isinstance(down[0], TranscriptionFrame)
    assert down[0].text.startswith("DTMF: [CARD_1]")


async def test_partial_words_hold_no_card_either_and_nobody_is_told_of_them() -> None:
    partial = InterimTranscriptionFrame(f"it's {CARD}", "", "", result=CARD)
    down, told = await caller_says(partial)
    assert isinstance(down[0], InterimTranscriptionFrame)
    assert down[0].text == "it's [card]" and down[0].result is None
    assert told == []


async def test_what_was_said_before_is_corrected_when_a_number_is_complete() -> None:
    down, _ = await caller_says(heard("it starts 4111"), heard("1111"), heard("1111 1111"))
    texts = [frame.text for frame in down if isinstance(frame, TranscriptionFrame)]
    changes = [change for frame in down if isinstance(frame, WordsChanged) for change in frame.changes]
    assert texts[-1] == "[CARD_1]"
    shown = {text: text for text in texts}
    for old, new in changes:
        shown = {first: new if now == old else now for first, now in shown.items()}
    assert not [now for now in shown.values() if "1111" in now], (texts, changes)


async def test_what_is_not_private_goes_on_unchanged() -> None:
    down, _ = await caller_says(heard("a cleaning on Friday at nine"), heard(" "))
    assert [frame.text for frame in down if isinstance(frame, TranscriptionFrame)] == [
        "a cleaning on Friday at nine",
        " ",
    ]


async def test_the_agents_text_goes_on_at_once_where_there_are_no_digits() -> None:
    pieces = ["Good", " morning", ".", " How", " can I", " help?"]
    assert await agent_says(*pieces) == pieces


@pytest.mark.parametrize(
    "pieces",
    [
        ["Your card is ", CARD, " right?"],
        ["Your card is 4111", " 1111", " 1111", " 1111", " right?"],
        ["Your card is", *list(" 4111 1111 1111 1111"), " right?"],
        ["Your card is fo", "ur one one one", " one" * 6, " one one one one one", " one", " right?"],
    ],
)
async def test_a_card_is_not_said_however_it_is_streamed(pieces: list[str]) -> None:
    assert "".join(await agent_says(*pieces)) == "Your card is your card number right?"


async def test_digits_that_are_not_private_are_said_whole() -> None:
    pieces = ["At ", "1", "0", ":30", " on", " March", " 5th", ", for", " forty", "-five", " dollars."]
    assert "".join(await agent_says(*pieces)) == "At 10:30 on March 5th, for forty-five dollars."


async def test_digits_at_the_end_of_an_answer_are_said_before_it_ends() -> None:
    frames = [LLMFullResponseStartFrame(), LLMTextFrame("The number is 45"), LLMFullResponseEndFrame()]
    down, _ = await run_test(AgentRedaction(redactor()), frames_to_send=frames)
    assert isinstance(down[-1], LLMFullResponseEndFrame)
    assert "".join(f.text for f in down if isinstance(f, LLMTextFrame)) == "The number is 45"


async def test_a_fixed_sentence_holds_no_card_either() -> None:
    down, _ = await run_test(
        AgentRedaction(redactor()), frames_to_send=[TTSSpeakFrame(f"I have {CARD} here.")]
    )
    assert [frame.text for frame in down if isinstance(frame, TTSSpeakFrame)] == [
        "I have your card number here."
    ]
