"""Before the caller has agreed nothing readable is on the disk; afterwards all of it is, or nothing ever."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

from calls.keys import KeyRing
from calls.recordings import StereoRecording, open_recording
from calls.recordings.waiting import MEMORY_BYTES, WaitingBuffer

ROOT = Path(__file__).resolve().parents[3]
RATE = 8000
SAID = ((np.arange(RATE * 60) % 30_000) + 1).astype("<i2")


def talk(recording: StereoRecording, from_secs: float, to_secs: float) -> None:
    for start in range(round(from_secs * RATE), round(to_secs * RATE), 160):
        recording.write_caller(SAID[start : start + 160].tobytes(), start / 8)


def kept_bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def left(path: Path) -> np.ndarray:
    audio, _ = soundfile.read(path, dtype="int16")
    return audio[:, 0]


def test_with_consent_the_recording_begins_at_the_answer(tmp_path: Path):
    recording = StereoRecording.create(tmp_path / "call" / "recording.wav", RATE, waiting=True)
    talk(recording, 0, 10)
    assert recording.state == "waiting"
    assert kept_bytes(tmp_path) == 0
    recording.consent()
    talk(recording, 10, 20)
    assert recording.close() is None
    assert np.array_equal(left(recording.path), SAID[: 20 * RATE])


def test_refused_nothing_is_on_the_disk_and_nothing_comes_any_more(tmp_path: Path):
    recording = StereoRecording.create(tmp_path / "call" / "recording.wav", RATE, waiting=True)
    talk(recording, 0, 10)
    assert recording.refuse() == 10 * RATE * 4
    assert recording.refuse() == 0
    talk(recording, 10, 20)
    recording.mask(0, 1000)
    recording.consent()
    recording.close(20_000)
    assert recording.state == "refused"
    assert kept_bytes(tmp_path) == 0


def test_consent_that_is_taken_back_removes_what_there_was(tmp_path: Path):
    recording = StereoRecording.create(tmp_path / "recording.wav", RATE)
    talk(recording, 0, 10)
    assert recording.path.stat().st_size > 0
    assert recording.refuse() == 10 * RATE * 4
    talk(recording, 10, 12)
    recording.close()
    assert kept_bytes(tmp_path) == 0


def test_a_call_that_ends_before_the_answer_leaves_nothing(tmp_path: Path):
    recording = StereoRecording.create(tmp_path / "recording.wav", RATE, waiting=True)
    talk(recording, 0, 10)
    recording.close()
    assert recording.state == "refused"
    assert kept_bytes(tmp_path) == 0


def test_what_was_silenced_while_it_waited_is_silent_in_the_recording(tmp_path: Path):
    recording = StereoRecording.create(tmp_path / "recording.wav", RATE, waiting=True)
    talk(recording, 0, 50)
    recording.mask(2000, 3000)
    recording.mask(45_000, 46_000)
    recording.consent()
    recording.close()
    expected = SAID[: 50 * RATE].copy()
    expected[2 * RATE : 3 * RATE] = expected[45 * RATE : 46 * RATE] = 0
    assert np.array_equal(left(recording.path), expected)


def test_an_encrypted_recording_waits_too(tmp_path: Path):
    ring = KeyRing.open(tmp_path / "data", {})
    recording = StereoRecording.create(tmp_path / "recording.sealed", RATE, ring=ring, waiting=True)
    talk(recording, 0, 5)
    recording.consent()
    recording.close()
    (tmp_path / "opened.wav").write_bytes(open_recording(recording.path, ring))
    assert np.array_equal(left(tmp_path / "opened.wav"), SAID[: 5 * RATE])


def test_a_waiting_recording_does_not_overwrite_one(tmp_path: Path):
    (tmp_path / "recording.wav").write_bytes(b"")
    with pytest.raises(FileExistsError):
        StereoRecording.create(tmp_path / "recording.wav", RATE, waiting=True)


def test_beyond_a_megabyte_it_waits_on_the_disk_without_a_name_and_encrypted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    written: list[bytes] = []
    buffer = WaitingBuffer(tmp_path / "call", memory_bytes=10_000)
    for start in range(0, 80_000, 800):
        buffer.put(start, np.column_stack([SAID[start : start + 800]] * 2).tobytes())
    assert buffer.memory_bytes <= 10_000 < MEMORY_BYTES
    assert list((tmp_path / "call").iterdir()) == []
    for link in Path("/proc/self/fd").iterdir():
        if os.path.realpath(link).startswith(f"{tmp_path}/call"):
            with link.open("rb") as file:
                written.append(file.read())
    (spilled,) = written
    stereo = np.column_stack([SAID[:80_000]] * 2).tobytes()
    assert len(spilled) > 300_000
    assert not any(stereo[at : at + 16] in spilled for at in range(0, len(stereo), 1600))
    buffer.erase(40_000, 8000)
    poured = Poured()
    buffer.pour(poured)
    expected = SAID[:80_000].copy()
    expected[40_000:48_000] = 0
    assert np.array_equal(poured.audio, np.column_stack([expected] * 2))
    assert buffer.destroy() == 80_000 * 4
    assert buffer.destroy() == 0


class Poured:
    """A sink in memory."""

    def __init__(self) -> None:
        self.audio = np.zeros((80_000, 2), dtype="<i2")

    def put(self, frame: int, audio: bytes) -> None:
        piece = np.frombuffer(audio, dtype="<i2").reshape(-1, 2)
        self.audio[frame : frame + len(piece)] = piece

    def erase(self, frame: int, count: int) -> None:
        self.audio[frame : frame + count] = 0

    def close(self) -> None: ...

    def destroy(self) -> int:
        return 0


WAITING = """
import sys
from pathlib import Path
from calls.recordings import StereoRecording

recording = StereoRecording.create(Path(sys.argv[1]) / "recording.wav", 8000, waiting=True)
for number in range(6000):
    recording.write_caller(bytes(range(1, 161)) * 2, number * 20)
print("ready", flush=True)
sys.stdin.read()
"""


def test_a_process_that_is_killed_while_it_waits_leaves_no_byte(tmp_path: Path):
    process = subprocess.Popen(
        [sys.executable, "-c", WAITING, str(tmp_path / "call")],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert process.stdout is not None and process.stdin is not None
    assert process.stdout.readline() == b"ready\n"
    assert (tmp_path / "call").is_dir()  # two minutes are more than stays in memory
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()
    process.stdin.close()
    assert kept_bytes(tmp_path) == 0
