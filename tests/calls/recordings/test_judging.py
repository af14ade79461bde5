"""Speech leaves the memory when its words are judged, and private words never do."""

from pathlib import Path

import numpy as np
import pytest
import soundfile

from calls.recordings import StereoRecording
from calls.recordings.judging import KEY_AFTER_MS, KEY_BEFORE_MS, SoundJudge
from compliance.redaction.entities import Span
from compliance.redaction.timing import ECHO_MS, ONSET_MS, SpokenWord

RATE = 8000
SAID = ((np.arange(RATE * 200) % 30_000) + 1).astype("<i2")
CARD = [Span(0, 8, "card")]
MAYBE = [Span(0, 8, "card", sure=False)]


class Line:
    """A caller whose telephone sends all the time, and the detector and recogniser that listen."""

    def __init__(self, path: Path) -> None:
        self.recording = StereoRecording.create(path, RATE)
        self.judge = SoundJudge(self.recording)
        self.now = 0.0

    def send(self, secs: float) -> None:
        for _ in range(round(secs * 50)):
            at = round(self.now / 1000 * RATE)
            self.recording.write_caller(SAID[at : at + 160].tobytes(), self.now)
            self.judge.tick()
            self.now += 20

    def speak(self, secs: float) -> None:
        """Speech of this length, noticed 0.2 s after its start and its end."""
        self.send(0.2)
        self.judge.speech_started(0.2)
        self.send(secs)
        self.judge.speech_stopped(0.2)

    def on_disk(self) -> np.ndarray:
        audio, _ = soundfile.read(self.recording.path, dtype="int16")
        return audio[:, 0]

    def end(self) -> np.ndarray:
        self.judge.close()
        self.recording.close(self.now)
        audio = self.on_disk()
        assert len(audio) == round(self.now * 8)
        return audio


@pytest.fixture
def line(tmp_path: Path) -> Line:
    return Line(tmp_path / "recording.wav")


def silent(audio: np.ndarray) -> list[tuple[float, float]]:
    """The stretches that are zero, in milliseconds."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], audio == 0, [0]))))
    return [(start / 8, end / 8) for start, end in zip(edges[::2], edges[1::2], strict=True)]


def test_speech_is_on_no_disk_before_its_words_are_judged(line: Line):
    line.send(5)
    line.speak(4)
    line.send(3)
    assert len(line.on_disk()) <= (5000 - ONSET_MS) * 8
    line.judge.on_spans(0, "all is well", [])
    line.send(2)
    assert len(line.on_disk()) > 11_000 * 8
    assert silent(line.end()) == []


def test_private_words_are_silent_with_onset_and_echo(line: Line):
    line.send(5)
    line.speak(4)
    line.send(0.3)
    line.judge.on_spans(0, "four one", CARD)
    line.send(10)
    assert silent(line.end()) == [(5000 - ONSET_MS, 9000 + ECHO_MS)]


def test_with_word_times_the_words_around_stay(line: Line):
    line.send(5)
    line.speak(4)
    words = [SpokenWord("four", 6000, 6300), SpokenWord("one", 6400, 6700), SpokenWord("bye", 8500, 8900)]
    line.judge.on_spans(0, "four one bye", CARD, words)
    line.send(10)
    assert silent(line.end()) == [(6000 - ONSET_MS, 6700 + 250)]


def test_doubted_words_silence_speech_that_may_have_held_a_number(line: Line):
    line.send(5)
    line.speak(0.5)
    line.judge.on_spans(0, "yes", [], doubted=True)
    line.send(5)
    line.speak(3)
    line.judge.on_spans(1, "when one", [], doubted=True)
    line.send(5)
    assert silent(line.end()) == [(10_700 - ONSET_MS, 13_700 + ECHO_MS)]


def test_digits_that_may_go_on_are_held_until_it_is_known(line: Line):
    line.send(5)
    line.speak(2)
    line.judge.on_spans(0, "four one", MAYBE)
    line.send(20)
    assert len(line.on_disk()) <= (5000 - ONSET_MS) * 8
    line.judge.changed(0, [])
    line.send(2)
    assert len(line.on_disk()) > 20_000 * 8
    assert silent(line.end()) == []


def test_a_number_that_a_later_utterance_completes_is_silent_in_both(line: Line):
    line.send(5)
    line.speak(2)
    line.judge.on_spans(0, "four one", MAYBE)
    line.send(3)
    line.speak(2)
    line.judge.changed(0, CARD)
    line.judge.on_spans(1, "four one", CARD)
    line.send(5)
    assert silent(line.end()) == [(4700, 7400), (10_200 - ONSET_MS, 12_200 + ECHO_MS)]


def test_an_utterance_that_was_judged_harmless_is_silenced_on_the_disk(line: Line):
    line.send(5)
    line.speak(2)
    line.judge.on_spans(0, "four one", [])
    line.send(10)
    assert len(line.on_disk()) > 10_000 * 8
    line.judge.changed(0, CARD)
    assert silent(line.on_disk()) == [(4700, 7400)]


def test_digits_that_nobody_resolves_are_silent_after_a_minute_and_nothing_else_is(line: Line):
    line.send(5)
    line.speak(2)
    line.judge.on_spans(0, "four one", MAYBE)
    line.send(80)
    assert len(line.on_disk()) > 80_000 * 8
    assert silent(line.end()) == [(4700, 7400)]


def test_digits_that_are_unsure_when_the_call_ends_are_silent(line: Line):
    line.send(5)
    line.speak(2)
    line.judge.on_spans(0, "four one", MAYBE)
    line.send(2)
    assert silent(line.end()) == [(4700, 7400)]


def test_long_speech_that_was_not_understood_is_silent_and_a_cough_is_not(line: Line):
    line.send(5)
    line.speak(0.5)
    line.send(8)
    line.speak(3)
    line.send(8)
    audio = line.end()
    assert silent(audio) == [(13_700 - ONSET_MS, 16_700 + ECHO_MS)]


def test_speech_that_the_recogniser_lost_is_silent_although_later_words_came(line: Line):
    """The first stretch is lost in a fault of the recogniser, the second is understood."""
    line.send(5)
    line.speak(3)
    line.send(0.5)
    line.speak(1)
    line.send(0.3)
    line.judge.on_spans(0, "hello", [])
    line.send(10)
    assert silent(line.end()) == [(5000 - ONSET_MS, 8000 + ECHO_MS)]


def test_speech_that_is_not_understood_when_the_caller_hangs_up_is_silent(line: Line):
    line.send(5)
    line.speak(3)
    assert silent(line.end()) == [(4700, 8200)]


def test_speech_that_is_broken_off_by_the_end_of_the_call_is_silent(line: Line):
    line.send(5)
    line.send(0.2)
    line.judge.speech_started(0.2)
    line.send(3)
    assert silent(line.end()) == [(4700, 8200)]


def test_words_in_the_middle_of_speech_release_what_they_cover(line: Line):
    line.send(5)
    line.judge.speech_started(0.2)
    line.send(3)
    line.judge.on_spans(0, "one two", [], [SpokenWord("one", 5000, 5400), SpokenWord("two", 6500, 7000)])
    line.send(3)
    assert 6000 * 8 < len(line.on_disk()) <= 7000 * 8


def test_private_words_for_which_no_speech_was_noticed_silence_the_last_ten_seconds(line: Line):
    line.send(30)
    line.judge.on_spans(0, "four one", CARD)
    line.send(5)
    ((start, end),) = silent(line.end())
    assert start <= 20_000
    assert end >= 30_000


def test_the_tone_of_a_key_is_silent(line: Line):
    line.send(5)
    line.judge.key_pressed(5000)
    line.send(5)
    assert silent(line.end()) == [(5000 - KEY_BEFORE_MS, 5000 + KEY_AFTER_MS)]


def test_private_words_of_the_agent_are_silent_until_it_has_stopped(line: Line):
    line.send(5)
    line.judge.agent_private(5000)
    line.send(1)
    line.judge.agent_started(6000)
    line.send(3)
    line.judge.agent_stopped(9000)
    line.send(2)
    line.judge.agent_started(11_000)
    line.send(2)
    line.judge.agent_stopped(13_000)
    assert silent(line.end()) == [(6000 - ONSET_MS, 9000 + ECHO_MS)]


def test_private_words_in_the_middle_of_what_the_agent_says_are_silent_from_there(line: Line):
    line.send(5)
    line.judge.agent_started(5000)
    line.send(2)
    line.judge.agent_private(7000)
    line.send(2)
    line.judge.agent_stopped(9000)
    line.send(2)
    assert silent(line.end()) == [(7000, 9000 + ECHO_MS)]
