"""An encrypted recording is played and exported as WAV; no readable copy stays behind."""

from pathlib import Path

import numpy as np
import pytest
import soundfile
import typer

from calls.keys import KeyRing
from calls.recordings import StereoRecording
from cli.opened import opened, write_wav

SAID = (np.arange(16_000) + 1).astype("<i2")


@pytest.fixture
def sealed(tmp_path: Path) -> Path:
    recording = StereoRecording.create(tmp_path / "recording.sealed", 8000, ring=KeyRing.open(tmp_path, {}))
    recording.write_caller(SAID.tobytes(), 0)
    recording.close()
    return recording.path


def caller(path: Path) -> np.ndarray:
    audio, _ = soundfile.read(path, dtype="int16")
    return audio[:, 0]


def test_the_copy_that_is_played_is_readable_for_this_user_alone_and_gone_afterwards(
    sealed: Path, tmp_path: Path
) -> None:
    with opened(sealed, tmp_path) as copy:
        assert copy != sealed
        assert copy.stat().st_mode & 0o077 == 0
        assert np.array_equal(caller(copy), SAID)
    assert not copy.exists()


def test_a_plain_recording_is_played_where_it_lies(tmp_path: Path) -> None:
    recording = StereoRecording.create(tmp_path / "recording.wav", 8000)
    recording.close()
    with opened(recording.path, tmp_path) as file:
        assert file == recording.path


def test_an_export_is_a_new_file(sealed: Path, tmp_path: Path) -> None:
    write_wav(sealed, tmp_path / "out.wav", tmp_path)
    assert np.array_equal(caller(tmp_path / "out.wav"), SAID)
    with pytest.raises(typer.Exit):
        write_wav(sealed, tmp_path / "out.wav", tmp_path)


def test_a_changed_recording_is_not_exported_in_silence(sealed: Path, tmp_path: Path) -> None:
    content = bytearray(sealed.read_bytes())
    content[len(content) // 2] ^= 1
    sealed.write_bytes(content)
    with pytest.raises(typer.Exit):
        write_wav(sealed, tmp_path / "out.wav", tmp_path)
    assert not (tmp_path / "out.wav").exists()
