"""How long a caller was heard, for one who is not understood."""

from pipecat.frames.frames import VADUserStartedSpeakingFrame, VADUserStoppedSpeakingFrame

from processors.wordless import SpeechMeter


def started(meter: SpeechMeter, now: float) -> None:
    meter.take_frame(VADUserStartedSpeakingFrame(start_secs=0.2, timestamp=0), now)


def stopped(meter: SpeechMeter, now: float) -> None:
    meter.take_frame(VADUserStoppedSpeakingFrame(stop_secs=0.3, timestamp=0), now)


def test_speech_counts_from_its_first_sound_to_its_last() -> None:
    meter = SpeechMeter()
    started(meter, 10.2)
    stopped(meter, 11.3)
    assert round(meter.take(), 3) == 1.0


def test_stretches_of_speech_add_up_and_are_told_once() -> None:
    meter = SpeechMeter()
    for now in (10.2, 20.2):
        started(meter, now)
        stopped(meter, now + 0.3)
    assert round(meter.take(), 3) == 0.4
    assert meter.take() == 0


def test_a_stop_without_a_start_counts_for_nothing() -> None:
    meter = SpeechMeter()
    stopped(meter, 5)
    assert meter.take() == 0
