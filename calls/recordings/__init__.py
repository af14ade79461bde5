"""The call's audio: a growing stereo recording, what of it is silenced, and how it lies on the disk.

`stereo` is the recording itself, `window` its latest moments, `masks` what is silenced. It writes to a file
(`calls.wav_file`; `sealed` when it is encrypted), or into a buffer until the caller has agreed (`waiting`).
`judging` decides when a caller's words may leave the memory. `opening` reads what was kept.
"""

from calls.recordings.opening import is_sealed, open_recording, wav_pieces
from calls.recordings.problems import RecordingBroken
from calls.recordings.stereo import StereoRecording, recording_name

__all__ = [
    "RecordingBroken",
    "StereoRecording",
    "is_sealed",
    "open_recording",
    "recording_name",
    "wav_pieces",
]
