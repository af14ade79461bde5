"""A process that is killed leaves a recording that plays, and in it nothing that was not judged."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

from calls.keys import KeyRing
from calls.recordings import open_recording

ROOT = Path(__file__).resolve().parents[3]
SPEECH_STARTS_SECS = 20

CALL = """
import sys
from pathlib import Path
import numpy as np
from calls.keys import KeyRing
from calls.recordings import StereoRecording
from calls.recordings.judging import SoundJudge

folder, sealed = Path(sys.argv[1]), sys.argv[2] == "sealed"
recording = StereoRecording.create(
    folder / "recording", 8000, ring=KeyRing.open(folder, {}) if sealed else None
)
judge = SoundJudge(recording)
for number in range(30 * 50):
    private = number >= 20 * 50
    if number == 20 * 50 + 10:
        judge.speech_started(0.2)
    packet = np.full(160, 7777 if private else 1111, dtype="<i2").tobytes()
    recording.write_caller(packet, number * 20)
    recording.write_agent(packet, number * 20)
    judge.tick()
print("in the middle of a card", flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize("form", ["plain", "sealed"])
def test_a_call_that_is_killed_in_the_middle_of_a_card_leaves_all_before_it_and_nothing_of_it(
    tmp_path: Path, form: str
):
    process = subprocess.Popen(
        [sys.executable, "-c", CALL, str(tmp_path), form], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert process.stdout is not None and process.stdin is not None
    process.stdout.readline()
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()
    process.stdin.close()
    wav = tmp_path / "opened.wav"
    wav.write_bytes(open_recording(tmp_path / "recording", KeyRing.open(tmp_path, {})))
    audio, _ = soundfile.read(wav, dtype="int16")
    assert np.unique(audio).tolist() == [1111]
    assert SPEECH_STARTS_SECS - 1 < len(audio) / 8000 <= SPEECH_STARTS_SECS
