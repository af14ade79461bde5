"""Frames become call events."""

import time
from typing import Any

from pipecat.audio.dtmf.types import KeypadEntry
from pipecat.frames.frames import (
    BotStartedSpeakingFrame,
    BotStoppedSpeakingFrame,
    ErrorFrame,
    Frame,
    FunctionCallInProgressFrame,
    FunctionCallResultFrame,
    InputDTMFFrame,
    InterruptionFrame,
    LLMTextFrame,
    VADUserStartedSpeakingFrame,
    VADUserStoppedSpeakingFrame,
)
from pipecat.observers.base_observer import FramePushed
from pipecat.processors.aggregators.llm_response_universal import (
    AssistantTurnStoppedMessage,
    UserTurnStoppedMessage,
)
from pipecat.processors.filters.identity_filter import IdentityFilter
from pipecat.processors.frame_processor import FrameDirection

from calls.events import (
    AgentSpoke,
    CallerSpoke,
    CallEvent,
    Interrupted,
    KeyPressed,
    ProviderFailed,
    ToolCalled,
    ToolFinished,
)
from processors.journal import JournalObserver


class Notebook:
    """A journal in memory whose clock reads what it is told."""

    def __init__(self) -> None:
        self.events: list[CallEvent] = []
        self.ms = 10_000

    def write(self, event: CallEvent) -> object:
        self.events.append(event)
        return event

    def now_ms(self) -> int:
        return self.ms


def observer() -> tuple[JournalObserver, Notebook]:
    notebook = Notebook()
    return JournalObserver(notebook, lambda _: ("llm", "openai")), notebook


async def see(
    watching: JournalObserver, *frames: Frame, direction: FrameDirection = FrameDirection.DOWNSTREAM
) -> None:
    here = IdentityFilter()
    for frame in frames:
        await watching.on_push_frame(
            FramePushed(source=here, destination=here, frame=frame, direction=direction, timestamp=0)
        )


def result(value: Any, error: str | None = None) -> FunctionCallResultFrame:
    return FunctionCallResultFrame(
        function_name="book", tool_call_id="1", arguments={}, result=value, error=error
    )


CALL = FunctionCallInProgressFrame(function_name="book", tool_call_id="1", arguments={"day": "2026-11-24"})


async def test_a_caller_turn_has_the_times_of_its_first_and_last_speech() -> None:
    watching, notebook = observer()
    now = time.time()
    await see(
        watching,
        VADUserStartedSpeakingFrame(start_secs=0.2, timestamp=now - 4.0),
        VADUserStoppedSpeakingFrame(stop_secs=0.2, timestamp=now - 3.0),
        VADUserStartedSpeakingFrame(start_secs=0.2, timestamp=now - 2.0),
        VADUserStoppedSpeakingFrame(stop_secs=0.2, timestamp=now - 1.0),
    )
    await watching._caller_turn(None, None, UserTurnStoppedMessage(content="five five five", timestamp=""))
    (spoke,) = notebook.events
    assert isinstance(spoke, CallerSpoke)
    assert abs(spoke.start_ms - 5_800) <= 5
    assert abs(spoke.end_ms - 8_800) <= 5
    assert spoke.via == "speech"


async def test_keys_are_told_from_speech() -> None:
    watching, notebook = observer()
    await see(watching, InputDTMFFrame(button=KeypadEntry.FIVE))
    await watching._caller_turn(None, None, UserTurnStoppedMessage(content="DTMF: 5#", timestamp=""))
    assert notebook.events[0] == KeyPressed(digit="5")
    assert isinstance(spoke := notebook.events[1], CallerSpoke)
    assert (spoke.text, spoke.via) == ("5#", "keypad")


async def test_a_turn_without_words_is_no_turn() -> None:
    watching, notebook = observer()
    await watching._caller_turn(None, None, UserTurnStoppedMessage(content="  ", timestamp=""))
    assert notebook.events == []


async def test_what_was_heard_is_kept_apart_from_what_was_to_be_said() -> None:
    watching, notebook = observer()
    await see(watching, BotStartedSpeakingFrame(), LLMTextFrame("We have ten"), LLMTextFrame(" or eleven."))
    notebook.ms += 700
    await see(watching, InterruptionFrame(), BotStoppedSpeakingFrame())
    message = AssistantTurnStoppedMessage(content="We have", interrupted=True, timestamp="")
    await watching._agent_turn(None, message)
    assert Interrupted() in notebook.events
    assert isinstance(spoke := notebook.events[-1], AgentSpoke)
    assert (spoke.text, spoke.heard, spoke.interrupted) == ("We have ten or eleven.", "We have", True)
    assert (spoke.start_ms, spoke.end_ms) == (10_000, 10_700)


async def test_an_interruption_of_a_silent_agent_is_none() -> None:
    watching, notebook = observer()
    await see(watching, InterruptionFrame())
    assert notebook.events == []


async def test_a_tool_that_says_it_failed_is_never_a_success() -> None:
    for value, error, kind in [
        ({"ok": False, "error_kind": "refused"}, None, "refused"),
        ({"status": "error", "error": "boom"}, None, "failed"),
        ("anything", "raised", "failed"),
    ]:
        watching, notebook = observer()
        await see(watching, CALL, result(value, error))
        assert notebook.events[-1] == ToolFinished(tool_call_id="1", name="book", ok=False, error_kind=kind)


async def test_a_tool_is_open_until_it_ends() -> None:
    watching, notebook = observer()
    await see(watching, CALL)
    assert watching.tools_in_progress == 1
    await see(watching, result({"ok": True}))
    assert watching.tools_in_progress == 0
    assert notebook.events == [
        ToolCalled(tool_call_id="1", name="book", arguments={"day": "2026-11-24"}),
        ToolFinished(tool_call_id="1", name="book", ok=True),
    ]


async def test_an_error_is_named_by_kind_and_provider() -> None:
    watching, notebook = observer()
    await see(watching, ErrorFrame(error="401"), direction=FrameDirection.UPSTREAM)
    assert isinstance(failed := notebook.events[0], ProviderFailed)
    assert (failed.kind, failed.provider) == ("llm", "openai")


class Utterance:
    """What the redaction tells of one thing that was said."""

    def __init__(self, turn: int, live: str, stored: str, *earlier: tuple[int, str, str]) -> None:
        self.turn, self.live, self.stored, self.earlier = turn, live, stored, earlier


async def test_a_turn_is_journalled_as_it_may_be_kept_and_restored_when_it_is_harmless() -> None:
    watching, notebook = observer()
    watching.redacted(Utterance(0, "it's four one one", "it's [digits]"))
    watching.caller_spoke("it's four one one", 1, 2, "speech")
    watching.redacted(Utterance(1, "no thanks", "no thanks", (0, "it's four one one", "it's four one one")))
    watching.caller_spoke("no thanks", 3, 4, "speech")
    assert [(event.type, getattr(event, "text", None)) for event in notebook.events] == [
        ("caller_spoke", "it's [digits]"),
        ("text_restored", "it's four one one"),
        ("caller_spoke", "no thanks"),
    ]


async def test_keys_are_kept_as_the_redaction_says() -> None:
    watching, notebook = observer()
    watching.redacted(Utterance(0, "DTMF: [CARD_1]", "DTMF: [card]"))
    watching.caller_spoke("[CARD_1]", 1, 2, "keypad")
    assert [getattr(event, "text", None) for event in notebook.events] == ["[card]"]
