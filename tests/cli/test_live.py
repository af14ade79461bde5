"""The transcript: every event that a person wants to see, on lines that fit."""

import io

import pytest
from rich.console import Console

from calls.events import (
    AgentSpoke,
    CallerSpoke,
    Interrupted,
    KeyPressed,
    ProviderFailed,
    ResponseMeasured,
    SilenceNoticed,
    ToolCalled,
    ToolFinished,
    TransferCallTold,
    TransferEnded,
    TransferRequested,
)
from calls.transfers import LegResult, TransferOutcome
from cli.latency_bar import COLORS, LatencyBar
from cli.live import LiveTranscript

PARTS = {"endpointing_wait": 200.0, "transcription": 40.0, "turn_detection": 760.0, "speech_synthesis": 15.0}


def printed(*events, width: int = 80) -> list[str]:
    console = Console(file=io.StringIO(), width=width, color_system=None)
    transcript = LiveTranscript(console.print)
    for event in events:
        transcript.event(event)
    return [line.rstrip() for line in console.file.getvalue().splitlines()]


def bar(total: float, parts: dict[str, float], width: int) -> str:
    console = Console(file=io.StringIO(), width=width, color_system=None)
    colors = dict.fromkeys(parts, COLORS[0])
    console.print(LatencyBar(total, parts, colors))
    text = console.file.getvalue()
    assert text.count("\n") <= 1
    return text.rstrip("\n")


def test_a_long_sentence_continues_below_its_beginning() -> None:
    text = "Would you like to come on Tuesday, March 3rd at 3 PM, or on Wednesday at half past nine?"

    lines = printed(AgentSpoke(text=text, heard=text, interrupted=False, start_ms=0, end_ms=1, at_ms=1000))

    assert len(lines) == 2
    assert lines[0].startswith("   1.00 agent    Would")
    assert lines[1].startswith(" " * 17) and lines[1][17] != " "
    assert " ".join(" ".join(lines).split()).endswith(text)


def test_what_an_interrupted_agent_did_not_get_to_say_stands_behind_the_scissors() -> None:
    event = AgentSpoke(
        text="What day would you like?", heard="What day", interrupted=True, start_ms=0, end_ms=1, at_ms=0
    )

    assert "What day ✂ would you like?" in printed(Interrupted(at_ms=0), event)[1]


def test_lines_of_the_same_moment_show_its_time_once() -> None:
    lines = printed(
        ToolCalled(tool_call_id="1", name="look_up", arguments={"day": "2026-03-03"}, at_ms=1500),
        ToolFinished(tool_call_id="1", name="look_up", ok=False, error_kind="refused", at_ms=1500),
        SilenceNoticed(step=1, at_ms=9000),
    )

    assert lines[0] == "   1.50 tool     look_up(day='2026-03-03')"
    assert lines[1].split() == ["✗", "refused", "look_up"]
    assert lines[2].startswith("   9.00 silence")


def test_keys_and_failures_are_shown() -> None:
    lines = printed(
        KeyPressed(digit="#", at_ms=0),
        ProviderFailed(kind="stt", provider="deepgram", category="auth", message="[401] no", at_ms=10),
    )

    assert lines[0].endswith("key      #")
    assert lines[1].endswith("stt deepgram: [401] no")


def test_what_callers_say_cannot_style_the_terminal() -> None:
    event = CallerSpoke(text="[red]boo[/red] [link=x]", start_ms=0, end_ms=1, via="keypad", at_ms=0)

    assert printed(event)[0].endswith("[red]boo[/red] [link=x] (keypad)")


@pytest.mark.parametrize("width", [40, 60, 80, 120, 200])
def test_a_latency_is_one_line_however_narrow_the_terminal(width: int) -> None:
    lines = printed(ResponseMeasured(total_ms=1015, parts=PARTS, at_ms=12440), width=width)

    assert len(lines) == 1
    assert len(lines[0]) <= width
    assert "1015 ms" in lines[0]


def test_the_bar_is_as_long_as_the_answer_took_and_the_longest_parts_are_named() -> None:
    short, long = bar(240, {"a": 200.0, "b": 40.0}, 120), bar(1015, PARTS, 120)

    assert short.count("█") == round(240 / 2000 * 40)
    assert long.count("█") == round(1015 / 2000 * 40)
    assert long.endswith("turn detection 760 endpointing wait 200 transcription 40 speech synthesis 15")


def test_parts_that_do_not_fit_are_left_out_whole() -> None:
    text = bar(1015, PARTS, 63)

    assert text.endswith("turn detection 760 endpointing wait 200")


def test_an_answer_beyond_the_scale_ends_in_an_arrow() -> None:
    text = bar(5200, {"pipeline": 5200.0}, 120)

    assert text.count("█") == 40
    assert "█▶" in text


def test_a_transfer_is_followed_from_the_request_to_its_outcome() -> None:
    lines = printed(
        TransferRequested(destination="front_desk", reason="person", mode="warm", at_ms=1000),
        TransferCallTold(call=0, target=0, number="+12125550142", result=LegResult.RINGING, at_ms=2000),
        TransferEnded(destination="front_desk", outcome=TransferOutcome.CONNECTED, at_ms=9000),
    )
    assert [line.strip() for line in lines] == [
        "1.00 transfer → front_desk (person, warm)",
        "2.00          +12125550142 ringing",
        "9.00 transfer connected",
    ]
