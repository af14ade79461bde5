"""After the call: FLAC instead of WAV, sample for sample the same, encrypted or not."""

from pathlib import Path

import numpy as np
import pytest

from calls.keys import KeyRing
from calls.recordings import RecordingBroken, StereoRecording, is_sealed, open_recording, wav_pieces
from calls.recordings.finishing import finish

RATE = 8000


def recorded(path: Path, ring: KeyRing | None = None, *, secs: int = 20) -> bytes:
    """A recording of noise with a silent stretch, closed. Returns it as a WAV file."""
    samples = np.random.default_rng(7).normal(0, 800, RATE * secs).astype("<i2")
    samples[RATE * 5 : RATE * 7] = 0
    recording = StereoRecording.create(path, RATE, ring=ring)
    for start in range(0, len(samples), 160):
        recording.write_caller(samples[start : start + 160].tobytes(), start / 8)
        recording.write_agent((samples[start : start + 160] // 2).tobytes(), start / 8)
    recording.close()
    return b"".join(wav_pieces(path, ring))


def test_flac_is_smaller_and_every_sample_is_the_same(tmp_path: Path) -> None:
    path = tmp_path / "recording.wav"
    before = recorded(path)
    there = finish(path, "flac", None)
    assert (there.name, path.exists()) == ("recording.flac", False)
    assert b"".join(wav_pieces(there)) == before
    assert there.stat().st_size < 0.8 * len(before)
    assert there.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["recording.flac"]


def test_an_encrypted_one_stays_encrypted(tmp_path: Path) -> None:
    ring = KeyRing.open(tmp_path / "keys", {})
    path = tmp_path / "call" / "recording.sealed"
    before = recorded(path, ring)
    sealed = path.stat().st_size
    there = finish(path, "flac", ring)
    assert there == path
    assert is_sealed(path)
    assert path.stat().st_size < 0.8 * sealed
    assert open_recording(path, ring) == before
    with pytest.raises(RecordingBroken, match="encrypted"):
        b"".join(wav_pieces(path))


def test_a_changed_byte_is_found(tmp_path: Path) -> None:
    ring = KeyRing.open(tmp_path / "keys", {})
    path = tmp_path / "call" / "recording.sealed"
    recorded(path, ring, secs=3)
    finish(path, "flac", ring)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(RecordingBroken, match="changed"):
        open_recording(path, ring)


def test_an_encrypted_one_without_its_ring_is_left_as_it_is(tmp_path: Path) -> None:
    ring = KeyRing.open(tmp_path / "keys", {})
    path = tmp_path / "call" / "recording.sealed"
    before = recorded(path, ring, secs=2)
    with pytest.raises(RecordingBroken, match="key ring"):
        finish(path, "flac", None)
    assert open_recording(path, ring) == before


def test_wav_stays_wav(tmp_path: Path) -> None:
    path = tmp_path / "recording.wav"
    before = recorded(path, secs=1)
    assert finish(path, "wav", None) == path
    assert path.read_bytes() == before
