"""What a caller heard, from the places where there was sound."""

from calls.events import AgentSpoke, CallerSpoke
from compliance.redaction.by_itself import by_itself
from compliance.redaction.safe import safe
from simulation.chaos.hearing import Span, turn_heard, words_lost, words_unheard
from simulation.mulaw import RATE
from simulation.playout import FRAME


def _loud(*spans: tuple[float, float]) -> list[int]:
    """Frames with sound, in the given seconds."""
    return [start for a, b in spans for start in range(round(a * RATE), round(b * RATE), FRAME)]


def _span(start: float, end: float) -> Span:
    return Span(round(start * RATE), round(end * RATE))


SAID = _span(1.0, 2.0)


def test_silence_lasts_from_the_last_word_to_the_answer():
    heard = turn_heard(_loud((3.5, 5.0)), SAID, 8 * RATE, [_span(3.5, 5.0)])
    assert (heard.silence_secs, heard.sound_secs, heard.answer_secs) == (1.5, 1.5, 1.5)


def test_the_callers_own_thinking_after_an_answer_is_no_dead_air():
    heard = turn_heard(_loud((3.0, 5.0)), SAID, 20 * RATE, [_span(3.0, 5.0)])
    assert heard.silence_secs == 1.0


def test_silence_within_an_answer_counts():
    heard = turn_heard(_loud((3.0, 4.0), (9.0, 10.0)), SAID, 12 * RATE, [_span(3.0, 10.0)])
    assert heard.silence_secs == 5.0


def test_a_filler_is_sound_and_no_answer_and_what_follows_it_is_waited_for():
    heard = turn_heard(_loud((5.0, 6.0)), SAID, 18 * RATE, [])
    assert (heard.sound_secs, heard.answer_secs, heard.silence_secs) == (3.0, None, 12.0)


def test_a_turn_without_any_sound_is_silent_to_the_end():
    heard = turn_heard([], SAID, 18 * RATE, [])
    assert (heard.sound_secs, heard.answer_secs, heard.silence_secs) == (None, None, 16.0)


def test_an_answer_that_was_told_and_did_not_sound_is_dead_air():
    heard = turn_heard([], SAID, 10 * RATE, [_span(3.0, 9.0)])
    assert heard.silence_secs == 8.0


def test_words_are_lost_that_are_in_no_turn():
    masker = by_itself()
    events = [CallerSpoke(text=safe("Could you tell me", masker), start_ms=0, end_ms=1)]
    assert words_lost("Could you tell me your hours?", events) == 2
    assert words_lost("Could you tell me?", events) == 0
    assert words_lost("me me", events) == 1


def test_what_the_agent_meant_to_say_and_nobody_heard_is_lost_unless_it_was_interrupted():
    masker = by_itself()

    def spoke(*, interrupted: bool) -> AgentSpoke:
        text, heard = safe("one two three", masker), safe("one", masker)
        return AgentSpoke(text=text, heard=heard, interrupted=interrupted, start_ms=0, end_ms=1)

    assert words_unheard([spoke(interrupted=False)]) == 2
    assert words_unheard([spoke(interrupted=True)]) == 0
