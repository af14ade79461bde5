"""Encrypted recordings: nothing readable on the disk, all of it for who has the key, and no change unseen."""

import errno
import io
import os
import time
from pathlib import Path

import numpy as np
import pytest
import soundfile

from calls.keys import KeyRing, KeyRingError
from calls.recordings import RecordingBroken, StereoRecording, is_sealed, open_recording
from calls.recordings.opening import contents

RATE = 8000
SAID = ((np.arange(RATE * 6) % 30_000) + 1).astype("<i2")


@pytest.fixture
def ring(tmp_path: Path) -> KeyRing:
    return KeyRing.open(tmp_path / "data", {})


def record(path: Path, ring: KeyRing, *, close: bool = True) -> StereoRecording:
    recording = StereoRecording.create(path, RATE, ring=ring)
    for start in range(0, len(SAID), 160):
        recording.write_caller(SAID[start : start + 160].tobytes(), start / 8)
    if close:
        assert recording.close() is None
    return recording


def left(path: Path, ring: KeyRing) -> np.ndarray:
    audio, _ = soundfile.read(io.BytesIO(open_recording(path, ring)), dtype="int16")
    return audio[:, 0]


def test_no_audio_is_readable_and_the_key_opens_all_of_it(tmp_path: Path, ring: KeyRing):
    path = tmp_path / "recording.sealed"
    record(path, ring)
    sealed = path.read_bytes()
    stereo = np.column_stack([SAID, np.zeros_like(SAID)]).tobytes()
    assert is_sealed(path)
    assert not any(stereo[at : at + 16] in sealed for at in range(0, len(stereo), 1600))
    assert np.array_equal(left(path, ring), SAID)
    assert contents(path).is_whole
    assert path.stat().st_mode & 0o077 == 0


def test_a_rotated_ring_opens_old_recordings_and_another_ring_opens_none(tmp_path: Path, ring: KeyRing):
    path = tmp_path / "recording.sealed"
    record(path, ring)
    before = ring.current
    assert ring.rotate() != before
    record(tmp_path / "newer.sealed", ring)
    assert contents(tmp_path / "newer.sealed").opening.wrapped_key.startswith(ring.current)
    again = KeyRing.open(tmp_path / "data", {})
    assert np.array_equal(left(path, again), SAID)
    with pytest.raises(KeyRingError):
        open_recording(path, KeyRing.open(tmp_path / "elsewhere", {}))


def test_two_recordings_of_the_same_sound_have_nothing_in_common(tmp_path: Path, ring: KeyRing):
    one, other = tmp_path / "one", tmp_path / "other"
    for path in (one, other):
        record(path, ring)
    start = contents(one).start
    assert one.read_bytes()[start + 40 : start + 72] not in other.read_bytes()


def test_a_growing_recording_is_readable_up_to_the_last_second(tmp_path: Path, ring: KeyRing):
    path = tmp_path / "recording.sealed"
    record(path, ring, close=False)
    audio = left(path, ring)
    assert len(SAID) - len(audio) < RATE
    assert np.array_equal(audio, SAID[: len(audio)])
    assert not contents(path).is_whole


@pytest.mark.parametrize("cut", [1, 50, 3000, 20_000])
def test_what_is_cut_off_the_end_is_missed_and_the_rest_can_be_read(tmp_path: Path, ring: KeyRing, cut: int):
    path = tmp_path / "recording.sealed"
    record(path, ring)
    path.write_bytes(path.read_bytes()[:-cut])
    audio = left(path, ring)
    assert not contents(path).is_whole
    assert np.array_equal(audio, SAID[: len(audio)])


def test_every_changed_byte_is_found(tmp_path: Path, ring: KeyRing):
    path = tmp_path / "recording.sealed"
    record(path, ring)
    whole = path.read_bytes()
    for place in range(0, len(whole), 997):
        changed = bytearray(whole)
        changed[place] ^= 1
        path.write_bytes(changed)
        try:
            audio = left(path, ring)
        except (RecordingBroken, KeyRingError):
            continue
        # A length that was changed may look like a file that was cut off; what is read is true all the same.
        assert not contents(path).is_whole
        assert np.array_equal(audio, SAID[: len(audio)])


def test_a_chunk_that_was_taken_out_or_swapped_is_found(tmp_path: Path, ring: KeyRing):
    path = tmp_path / "recording.sealed"
    record(path, ring)
    whole, told = path.read_bytes(), contents(path)
    size = told.heads[0].length + 29
    first, second = (whole[told.start + n * size : told.start + (n + 1) * size] for n in range(2))
    rest = whole[told.start + 2 * size :]
    for other in (second + rest, second + first + rest, first + first + rest):
        path.write_bytes(whole[: told.start] + other)
        with pytest.raises(RecordingBroken):
            open_recording(path, ring)


def test_a_chunk_of_another_recording_does_not_fit(tmp_path: Path, ring: KeyRing):
    one, other = tmp_path / "one", tmp_path / "other"
    for path in (one, other):
        record(path, ring)
    told = contents(one)
    one.write_bytes(one.read_bytes()[: told.start] + other.read_bytes()[contents(other).start :])
    with pytest.raises(RecordingBroken, match="changed"):
        open_recording(one, ring)


def test_what_is_no_recording_is_told(tmp_path: Path, ring: KeyRing):
    path = tmp_path / "other"
    path.write_bytes(b"callwright recording 1\nnonsense\n")
    with pytest.raises(RecordingBroken, match="header"):
        open_recording(path, ring)


def test_a_disk_that_is_full_for_a_while_leaves_a_gap_and_the_file_stays_whole(
    tmp_path: Path, ring: KeyRing, monkeypatch: pytest.MonkeyPatch
):
    path = tmp_path / "recording.sealed"
    recording = StereoRecording.create(path, RATE, ring=ring)
    real, full = os.pwrite, False

    def pwrite(fd: int, data: bytes, place: int) -> int:
        if full and len(data) > 100:
            return real(fd, data[:100], place)
        if full:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(fd, data, place)

    monkeypatch.setattr(os, "pwrite", pwrite)
    for start in range(0, len(SAID), 160):
        full = 2 * RATE < start < 4 * RATE
        recording.write_caller(SAID[start : start + 160].tobytes(), start / 8)
    assert "No space" in str(recording.close())
    audio = left(path, ring)
    assert len(audio) == len(SAID)
    assert np.array_equal(audio[:RATE], SAID[:RATE])
    assert not audio[round(2.8 * RATE) : round(3.2 * RATE)].any()
    assert np.array_equal(audio[5 * RATE :], SAID[5 * RATE :])


def test_writing_encrypted_is_cheap(tmp_path: Path, ring: KeyRing):
    recording = StereoRecording.create(tmp_path / "recording.sealed", RATE, ring=ring)
    packet = SAID[:160].tobytes()
    before = time.process_time()
    for index in range(3000):
        recording.write_caller(packet, index * 20)
        recording.write_agent(packet, index * 20)
    assert time.process_time() - before < 0.4
