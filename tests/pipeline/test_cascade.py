"""The order of things."""

from collections.abc import Callable

import pytest
from pipecat.processors.filters.identity_filter import IdentityFilter
from pipecat.processors.frame_processor import FrameProcessor
from pipecat.transports.base_transport import BaseTransport

from pipeline.cascade import Parts, cascade
from pipeline.places import Extras, Place


class Ends(BaseTransport):
    """A transport whose two ends carry nothing."""

    def __init__(self) -> None:
        super().__init__()
        self._in, self._out = IdentityFilter(name="input"), IdentityFilter(name="output")

    def input(self) -> FrameProcessor:
        return self._in

    def output(self) -> FrameProcessor:
        return self._out


def named(name: str) -> FrameProcessor:
    return IdentityFilter(name=name)


def order(extras: Extras) -> list[str]:
    parts = Parts(
        transport=Ends(),
        bridge=[named("bridge")],
        caller_tap=[named("caller tap")],
        stt=named("stt"),
        secure=named("secure"),
        question_keys=named("question keys"),
        keypad=named("keypad"),
        caller_redaction=named("caller redaction"),
        user_turn=named("user turn"),
        notices=named("notices"),
        triggers=named("triggers"),
        llm=named("llm"),
        tool_triggers=named("tool triggers"),
        promises=[named("promise guard")],
        waiting=[named("filler")],
        agent_redaction=named("agent redaction"),
        tts=named("tts"),
        hold=[named("hold")],
        agent_tap=[named("agent tap")],
        heard=[named("heard")],
        agent_turn=named("agent turn"),
        extras=extras,
    )
    return [processor.name for processor in cascade(parts)]


def test_the_list_reads_like_the_picture() -> None:
    assert order({}) == [
        "input", "bridge", "caller tap", "stt", "secure", "question keys", "keypad", "caller redaction",
        "user turn", "notices", "triggers", "llm", "tool triggers", "promise guard", "filler",
        "agent redaction", "tts", "hold",
        "output", "agent tap", "heard", "agent turn",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("place", "before", "after"),
    [
        (Place.AFTER_INPUT, "input", "bridge"),
        (Place.AFTER_STT, "secure", "question keys"),
        (Place.BEFORE_LLM, "user turn", "notices"),
        (Place.AFTER_LLM, "tool triggers", "promise guard"),
        (Place.AFTER_TTS, "tts", "hold"),
        (Place.AFTER_OUTPUT, "heard", "agent turn"),
    ],
)
def test_a_developers_processor_stands_at_its_place(place: Place, before: str, after: str) -> None:
    names = order({place: [lambda: named("mine")]})
    mine = names.index("mine")
    assert (names[mine - 1], names[mine + 1]) == (before, after)


def test_every_place_is_in_the_pipeline() -> None:
    extras = {place: [_maker(place)] for place in Place}
    assert {place.value for place in Place} <= set(order(extras))


def test_a_call_gets_processors_of_its_own() -> None:
    made: list[FrameProcessor] = []

    def make() -> FrameProcessor:
        made.append(named("mine"))
        return made[-1]

    order({Place.AFTER_LLM: [make]})
    order({Place.AFTER_LLM: [make]})
    assert len(made) == 2
    assert made[0] is not made[1]


def _maker(place: Place) -> Callable[[], FrameProcessor]:
    return lambda: named(place.value)
