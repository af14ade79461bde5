"""What is silenced is silent to the sample, and what is held is on no disk."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from calls.keys import KeyRing
from calls.recordings import StereoRecording, open_recording

RATE = 8000
PACKET = 160
SAID = ((np.arange(RATE * 100) % 30_000) + 1).astype("<i2")
"""No sample of it is silence."""

Make = Callable[[], StereoRecording]


@pytest.fixture(params=["plain", "encrypted"])
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Make:
    ring = KeyRing.open(tmp_path, {}) if request.param == "encrypted" else None
    return lambda: StereoRecording.create(tmp_path / "recording", RATE, ring=ring)


def talk(recording: StereoRecording, from_secs: float, to_secs: float) -> None:
    """Both sides talk, in packets of 20 ms."""
    for start in range(round(from_secs * RATE), round(to_secs * RATE), PACKET):
        recording.write_caller(SAID[start : start + PACKET].tobytes(), start / 8)
        recording.write_agent(SAID[start : start + PACKET].tobytes(), start / 8)


def kept(recording: StereoRecording, tmp_path: Path) -> np.ndarray:
    wav = tmp_path / "opened.wav"
    wav.write_bytes(open_recording(recording.path, KeyRing.open(tmp_path, {})))
    audio, rate = soundfile.read(wav, dtype="int16")
    assert rate == RATE
    return audio


def assert_silent_only(audio: np.ndarray, secs: float, *stretches: tuple[float, float]) -> None:
    """These stretches are zero on both tracks, the rest is what was said, and nothing is shorter."""
    expected = np.column_stack([SAID[: round(secs * RATE)]] * 2)
    for start, end in stretches:
        expected[round(start * RATE) : round(end * RATE)] = 0
    assert np.array_equal(audio, expected)


@pytest.mark.parametrize("when", [2.2, 5.0, 9.9])
def test_a_mask_silences_the_same_samples_before_after_and_while_they_are_written(
    make: Make, tmp_path: Path, when: float
):
    recording = make()
    talk(recording, 0, when)
    recording.mask(2500, 5125)
    talk(recording, when, 10)
    recording.close()
    assert_silent_only(kept(recording, tmp_path), 10, (2.5, 5.125))


def test_what_was_on_the_disk_for_long_is_silenced_there(make: Make, tmp_path: Path):
    recording = make()
    talk(recording, 0, 20)
    recording.mask(1000, 3000)
    assert_silent_only(kept(recording, tmp_path)[: 5 * RATE], 5, (1, 3))


def test_an_open_mask_silences_until_it_is_closed(make: Make, tmp_path: Path):
    recording = make()
    talk(recording, 0, 3)
    recording.open_mask(2000)
    talk(recording, 3, 8)
    recording.close_mask(8000)
    talk(recording, 8, 12)
    recording.close()
    assert_silent_only(kept(recording, tmp_path), 12, (2, 8))


def test_two_open_masks_silence_from_the_first_start_to_the_last_end(make: Make, tmp_path: Path):
    recording = make()
    recording.open_mask(1000)
    talk(recording, 0, 2)
    recording.open_mask(2000)
    talk(recording, 2, 3)
    recording.close_mask(3000)
    talk(recording, 3, 5)
    recording.close_mask(5000)
    talk(recording, 5, 8)
    recording.close()
    assert_silent_only(kept(recording, tmp_path), 8, (1, 5))


def test_a_mask_that_is_never_closed_reaches_to_the_end(make: Make, tmp_path: Path):
    recording = make()
    recording.open_mask(1000)
    talk(recording, 0, 4)
    recording.close()
    assert_silent_only(kept(recording, tmp_path), 4, (1, 4))


def test_nothing_that_is_held_is_on_the_disk_and_all_of_it_is_once_it_is_released(make: Make, tmp_path: Path):
    recording = make()
    talk(recording, 0, 3)
    recording.hold_from(2800)
    talk(recording, 3, 30)
    assert len(kept(recording, tmp_path)) <= 2.8 * RATE
    recording.hold_from(None)
    talk(recording, 30, 31)
    recording.close()
    assert_silent_only(kept(recording, tmp_path), 31)


def test_what_is_held_longer_than_a_minute_leaves_as_silence(make: Make, tmp_path: Path):
    recording = make()
    talk(recording, 0, 2)
    recording.hold_from(1800)
    talk(recording, 2, 75)
    assert recording.held_bytes < 8_000_000
    recording.hold_from(None)
    talk(recording, 75, 76)
    recording.close()
    audio = kept(recording, tmp_path)
    silent = np.flatnonzero(audio[:, 0] == 0)
    assert silent[0] == round(1.8 * RATE)
    assert 14 <= silent[-1] / RATE <= 16
    assert_silent_only(audio, 76, (1.8, (silent[-1] + 1) / RATE))
    assert recording.held_bytes < 200_000


def test_a_recording_that_is_closed_while_it_holds_has_silence_there(make: Make, tmp_path: Path):
    recording = make()
    talk(recording, 0, 3)
    recording.hold_from(2900)
    talk(recording, 3, 5)
    recording.close()
    assert_silent_only(kept(recording, tmp_path), 5, (2.9, 5))


def test_masks_and_holds_move_with_packets_that_were_only_late(make: Make, tmp_path: Path):
    """From 1 to 2 s nothing came in; then all of it at once. The private part is told by what was heard."""
    recording = make()
    for start in range(0, RATE * 3, PACKET):
        arrived = start / 8 if not RATE <= start < RATE * 2 else 2000
        recording.write_caller(SAID[start : start + PACKET].tobytes(), arrived)
        if start == PACKET * 60:  # in the middle of the heap
            place = recording.place_ms(1100)
            recording.hold_from(place)
            recording.mask(place, place + 50)
    recording.mask(recording.place_ms(1100), recording.place_ms(1150))
    recording.hold_from(None)
    recording.close(3000)
    left = kept(recording, tmp_path)[:, 0]
    said = left[left != 0]
    private = SAID[round(1.1 * RATE) : round(1.15 * RATE)]
    assert not np.isin(private, said).any()
    assert np.isin(SAID[round(1.8 * RATE) : RATE * 3 - RATE // 10], said).all()


def test_the_recording_becomes_as_long_as_the_call(make: Make, tmp_path: Path):
    recording = make()
    talk(recording, 0, 2)
    recording.write_agent(SAID[:RATE].tobytes(), 2000)
    recording.close(2500)
    assert len(kept(recording, tmp_path)) == 2.5 * RATE
