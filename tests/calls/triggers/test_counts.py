"""Triggers that count, and all of them together."""

import pytest

from calls.events import AgentSpoke, Interrupted, Misunderstood, ToolFinished
from calls.triggers import Hit, Turn, Watch
from calls.triggers.anger import Anger
from calls.triggers.counts import Confidence, Tools, Understanding
from calls.triggers.person import Person
from configs.schema.triggers import (
    AngerTrigger,
    ConfidenceTrigger,
    MisunderstoodTrigger,
    PersonTrigger,
    ToolsTrigger,
    TriggersBlock,
    WordTrigger,
)


def spoke(text: str) -> AgentSpoke:
    return AgentSpoke(text=text, heard=text, interrupted=False, start_ms=0, end_ms=1)


def ended(ok: bool, kind: str | None = None, name: str = "look_up") -> ToolFinished:
    return ToolFinished(tool_call_id="1", name=name, ok=ok, error_kind=kind)


def watch(**blocks: object) -> Watch:
    return Watch(TriggersBlock.model_validate(blocks), "en-US")


# ---- The ears


@pytest.mark.parametrize(
    ("confidences", "fires"),
    [
        ([0.1, 0.2, 0.3], True),
        ([0.34, 0.34, 0.34], True),
        ([0.9, 0.1, 0.1, 0.1], True),
        ([0.1, 0.1, 0.1, 0.9], True),
        ([0.1, 0.1], False),
        ([0.1, 0.9, 0.1, 0.1], False),
        ([0.1, 0.1, None], False),
        ([None, None, None], False),
        ([0.35, 0.35, 0.35], False),
        ([0.8, 0.9, 0.7], False),
    ],
)
def test_several_unsure_turns_in_a_row_fire(confidences: list[float | None], fires: bool) -> None:
    rule = Confidence(ConfidenceTrigger())
    hits = [rule.hear(Turn("small", confidence)) for confidence in confidences]
    assert any(hits) is fires


def test_keys_are_sure() -> None:
    rule = Confidence(ConfidenceTrigger(times=1))
    assert rule.hear(Turn("DTMF: 12", 0.1)) is None


# ---- Misunderstandings

GOOD, AGAIN, MUMBLE = spoke("Which day?"), spoke("I still didn't get it."), Misunderstood(why="no_words")


@pytest.mark.parametrize(
    ("events", "fires"),
    [
        ([MUMBLE, MUMBLE, MUMBLE], True),
        ([MUMBLE, AGAIN, MUMBLE, AGAIN, MUMBLE], True),
        ([GOOD, MUMBLE, MUMBLE, MUMBLE], True),
        ([Misunderstood(why="clarified")] * 3, True),
        ([MUMBLE, Misunderstood(why="asked_again"), MUMBLE], True),
        ([MUMBLE, MUMBLE], False),
        ([MUMBLE, MUMBLE, GOOD, MUMBLE], False),
        ([MUMBLE, GOOD, MUMBLE, GOOD, MUMBLE, GOOD], False),
        ([GOOD, GOOD, GOOD], False),
        ([AGAIN, AGAIN, AGAIN], False),
    ],
)
def test_misunderstandings_in_a_row_fire(events: list[AgentSpoke | Misunderstood], fires: bool) -> None:
    rule = Understanding(MisunderstoodTrigger())
    assert any(rule.see(event) for event in events) is fires


def test_an_agent_that_asks_again_tells_of_a_misunderstanding_once() -> None:
    both = watch()
    assert both.asked_back(spoke("Sorry, I didn't catch that.")) == Misunderstood(why="asked_again")
    assert both.asked_back(spoke("Which day?")) is None
    assert both.asked_back(MUMBLE) is None
    assert both.asked_back(spoke("Sorry, I didn't catch that.")) is None


# ---- Tools


@pytest.mark.parametrize(
    ("ends", "fires"),
    [
        ([(False, "failed"), (False, "failed")], True),
        ([(False, "timeout"), (False, "failed")], True),
        ([(False, "timeout"), (False, "unavailable")], True),
        ([(False, "unknown"), (False, "timeout")], True),
        ([(True, None), (False, "failed"), (False, "failed")], True),
        ([(False, "failed"), (False, "refused"), (False, "failed")], True),
        ([(False, "failed")], False),
        ([(False, "failed"), (True, None), (False, "failed")], False),
        ([(False, "refused"), (False, "refused")], False),
        ([(False, "invalid_arguments")] * 3, False),
        ([(False, "cancelled")] * 3, False),
        ([(False, "exceeded")] * 3, False),
        ([(True, None)] * 3, False),
    ],
)
def test_tools_that_fail_in_a_row_fire(ends: list[tuple[bool, str | None]], fires: bool) -> None:
    rule = Tools(ToolsTrigger())
    assert any(rule.see(ended(ok, kind)) for ok, kind in ends) is fires


# ---- Anger that rises


def test_the_same_words_twice_and_a_raised_voice_add_up() -> None:
    rule = Anger(AngerTrigger())
    assert rule.hear(Turn("I want the blue one")) is None
    assert rule.hear(Turn("I want the blue one")) is None
    assert rule.hear(Turn("I WANT THE BLUE ONE!!")) is not None


def test_interruptions_are_a_signal_and_never_fire_alone() -> None:
    rule = Anger(AngerTrigger())
    for _ in range(9):
        assert rule.see(Interrupted()) is None
    assert rule.hear(Turn("this is ridiculous")) is not None


def test_calm_turns_take_anger_away() -> None:
    rule = Anger(AngerTrigger())
    calm = [rule.hear(Turn(text)) for text in ("this is ridiculous", "a small one", "on friday", "yes")]
    assert calm == [None] * 4
    assert rule.hear(Turn("what a waste of time")) is None


def test_a_higher_threshold_takes_more() -> None:
    assert Anger(AngerTrigger(threshold=6)).hear(Turn("I am furious")) is None


# ---- The key


def test_the_key_alone_asks_for_a_person() -> None:
    assert Person(PersonTrigger()).hear(Turn("DTMF: 0")) is not None
    assert Person(PersonTrigger()).hear(Turn("DTMF: 0#")) is not None


@pytest.mark.parametrize("keys", ["00", "10", "2125550142", "1", "#", "*", "01"])
def test_other_keys_do_not(keys: str) -> None:
    assert Person(PersonTrigger()).hear(Turn(f"DTMF: {keys}")) is None


def test_a_zero_that_goes_on_with_a_number_is_a_digit() -> None:
    rule = Person(PersonTrigger())
    assert rule.hear(Turn("DTMF: 212555019")) is None
    assert rule.hear(Turn("DTMF: 0")) is None


def test_a_zero_after_a_finished_number_or_words_asks_for_a_person() -> None:
    rule = Person(PersonTrigger())
    rule.hear(Turn("DTMF: 2125550190#"))
    assert rule.hear(Turn("DTMF: 0")) is not None
    rule.hear(Turn("DTMF: 212"))
    rule.hear(Turn("wait"))
    assert rule.hear(Turn("DTMF: 0")) is not None


def test_the_key_can_be_another_or_none() -> None:
    assert Person(PersonTrigger(keypad="9")).hear(Turn("DTMF: 9")) is not None
    assert Person(PersonTrigger(keypad=None)).hear(Turn("DTMF: 0")) is None


# ---- All together


def test_the_most_urgent_goes_first_and_the_rest_is_forgotten() -> None:
    both = watch()
    both.hear(Turn("My husband collapsed, get me a human being, I'll call my lawyer!"))
    hit = both.due()
    assert hit is not None
    assert hit.reason == "emergency"
    assert both.due() is None


def test_a_trigger_that_is_off_is_silent() -> None:
    both = watch(person={"enabled": False}, node={"enabled": False})
    both.hear(Turn("operator"))
    both.reached("complaint")
    assert both.due() is None


def test_a_node_may_name_its_own_destination() -> None:
    both = watch()
    both.reached("billing", why="a bill", destination="billing_team")
    assert both.due() == Hit("node", "a bill", destination="billing_team")


def test_words_of_the_agent_file_are_added_and_taken_away() -> None:
    both = watch(legal=WordTrigger(words=["zebra file"], unless=["my zebra file"]).model_dump())
    both.hear(Turn("It's about the Zebra-File."))
    assert both.is_due
    both.due()
    both.hear(Turn("I mean my zebra file"))
    assert not both.is_due
