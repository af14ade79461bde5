"""The call's audio, written as it happens: caller left, agent right.

Both tracks lie on one timeline that counts samples from the start of the stream. The last moments are
held in memory, so that a late packet or a barge-in can still change them; what is older is on disk, or in
the buffer of a recording that waits for consent.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from loguru import logger

from calls.folders import RECORDING, SEALED_RECORDING
from calls.keys import KeyRing
from calls.recordings.gaps import Gaps
from calls.recordings.masks import Masks
from calls.recordings.sealed import SealedFile
from calls.recordings.seams import Seams
from calls.recordings.sinks import Sink
from calls.recordings.waiting import WaitingBuffer
from calls.recordings.window import Window
from calls.wav_file import WavFile

CALLER, AGENT = 0, 1

_HOLD_MS = 400
"""So much of the caller's latest audio may still change. With `_FLUSH_MS`, what a killed process loses."""
_FLUSH_MS = 400
"""Audio goes to disk in pieces of at least this length."""
_JITTER_MS = 60
"""Audio that comes later than this is after a pause; sooner, it joins what came before."""
_STALL_MS = 1000
"""A caller's track this far behind the agent's is silent: no audio comes from the caller."""
_AHEAD_MS = 30_000
"""The agent's audio is held this far ahead of the caller's, and no further."""
_NONSENSE_MS = 3_600_000
"""A packet that claims to come this much later than the last one has a wrong time."""
_LATE_MS = 5_000
"""Packets come in a heap after at most this time; longer silence is written at once."""
_SETTLING_MS = 1_000
"""Silence is real when this much more came after it than was missing."""
_MOST_HELD_MS = 60_000
"""Audio that waits for its words to be judged; what waits longer is written as silence."""


def recording_name(*, encrypt: bool) -> str:
    """The file's name in the call's folder."""
    return SEALED_RECORDING if encrypt else RECORDING


class StereoRecording:
    """One growing stereo recording. Nothing here raises for a disk: the call matters more than its sound."""

    def __init__(self, path: Path, sample_rate: int, ring: KeyRing | None = None) -> None:
        """Use `StereoRecording.create`."""
        self.path = path
        self.sample_rate = sample_rate
        self.problem: str | None = None
        """Why audio is missing on disk; None while none is."""
        self.state = "recording"
        """`waiting` for consent, `recording`, or `refused`: nothing is kept and nothing will be."""
        self.look_back_ms = _HOLD_MS
        """So much of the latest audio stays in memory in any case."""
        self._ring = ring
        self._file: Sink | None = None
        self._window = Window(self._samples(2000))
        self._ends = [0, 0]  # one past the last sample of each track
        self._gaps = Gaps(self._samples(_LATE_MS), self._samples(_SETTLING_MS))
        self._lost = 0  # samples that the disk refused
        self._masks = Masks()
        self._seams = Seams()
        self._hold: int | None = None

    @classmethod
    def create(
        cls, path: Path, sample_rate: int, *, ring: KeyRing | None = None, waiting: bool = False
    ) -> "StereoRecording":
        """Start a recording. With a `ring` it is encrypted; `waiting` buffers it until `consent`.

        Raises FileExistsError if there is one; a full disk is told in `problem`.
        """
        if path.exists():
            raise FileExistsError(f"{path}: this call has a recording already; every call needs its own id")
        recording = cls(path, sample_rate, ring)
        if waiting:
            recording.state = "waiting"
            recording._file = WaitingBuffer(path.parent)
        else:
            recording._open_file()
        return recording

    @property
    def held_bytes(self) -> int:
        """Memory that holds audio of which nothing is written yet."""
        return self._window.held_bytes

    @property
    def heard_ms(self) -> float:
        """How much audio has come from the caller, whatever pauses lay between the packets."""
        return self._ms(self._seams.count)

    def place_ms(self, heard_ms: float) -> float:
        """Where on the timeline stands what was heard as this millisecond of the caller's audio."""
        return self._ms(self._seams.place(self._samples(heard_ms)))

    # What comes in

    def write_caller(self, pcm: bytes, at_ms: float | None = None) -> None:
        """Add what the caller sent: 16-bit mono. `at_ms` is when its first sample was heard, or came in.

        Packets join without a seam. Time that no packet covered becomes silence, and gives way again when
        late packets come in a heap.
        """
        if self.state == "refused":
            return
        if at_ms is not None:
            self._place_caller(self._samples(at_ms))
        for piece in self._pieces(pcm):
            self._put(CALLER, self._ends[CALLER], piece)
            self._flush_old()

    def write_agent(self, pcm: bytes, at_ms: float) -> None:
        """Add what goes out to the caller at `at_ms`: 16-bit mono. Overlapping pieces follow one another."""
        if self.state == "refused":
            return
        place, end = self._samples(at_ms), self._ends[AGENT]
        if place - end <= self._samples(_JITTER_MS):
            place = end
        stalled = self._samples(at_ms - _STALL_MS)
        for piece in self._pieces(pcm):
            end = place + len(piece)
            self._fill_caller(max(stalled, end - self._samples(_AHEAD_MS)))
            place = max(place, self._window.base)
            self._put(AGENT, place, piece)
            self._flush_old()
            place += len(piece)

    def truncate_agent(self, at_ms: float) -> None:
        """Take back the agent's audio from `at_ms` on: a barge-in cleared it before it was played."""
        place = max(self._samples(at_ms), self._window.base)
        end = self._ends[AGENT]
        if place < end:
            self._window.clear(AGENT, place, end)
            self._ends[AGENT] = place

    # What must not be kept

    def mask(self, start_ms: float, end_ms: float) -> None:
        """Silence both tracks from here to there: to the sample, in the past or in the future."""
        start, end = max(0, self._samples(start_ms)), self._samples(end_ms)
        self._masks.add(start, end)
        self._erase(start, min(end, self._window.base))

    def open_mask(self, from_ms: float) -> None:
        """Silence both tracks from here on, until `close_mask`. A second one may be open meanwhile."""
        start = max(0, self._samples(from_ms))
        self._masks.open(start)
        self._erase(start, self._window.base)

    def close_mask(self, to_ms: float) -> None:
        """The mask that was opened last ends here. Does nothing when none is open."""
        self._masks.close(self._samples(to_ms))

    def hold_from(self, ms: float | None) -> None:
        """Nothing from here on leaves the memory; None = nothing is held.

        What has to leave all the same, because it waited for a minute or the recording is closed, leaves as
        silence.
        """
        self._hold = None if ms is None else max(self._samples(ms), self._window.base)

    # Consent

    def consent(self) -> None:
        """What was buffered since the answer becomes the recording. Only a waiting one changes."""
        buffer = self._file
        if self.state != "waiting" or not isinstance(buffer, WaitingBuffer):
            return
        self.state = "recording"
        self._open_file()
        try:
            if self._file is not None:
                buffer.pour(self._file)
        except OSError as error:
            logger.error(f"{self.path}: {error}; the audio before the consent is lost")
            self.problem = str(error)
        buffer.destroy()

    def refuse(self) -> int:
        """Nothing is kept, and nothing will be: buffer, file and key are gone. Returns the bytes dropped."""
        if self.state == "refused":
            return 0
        self.state = "refused"
        held = max(0, max(self._ends) - self._window.base) * 4
        self._window = Window(1)
        self._ends = [0, 0]
        file, self._file = self._file, None
        try:
            return held + (file.destroy() if file is not None else 0)
        except OSError as error:
            logger.error(f"{self.path}: cannot be destroyed: {error}")
            self.problem = str(error)
            return held

    def close(self, at_ms: float | None = None) -> str | None:
        """Write the rest and force it to the disk. Returns what went wrong, or None. May be called twice.

        `at_ms` is the end of the call: the recording becomes as long. A recording that still waits for
        consent is refused. Waits for the disk: give it to `off_loop`.
        """
        if self.state == "waiting":
            self.refuse()
        file = self._file
        if file is None:
            return self.problem
        if at_ms is not None:
            self.truncate_agent(at_ms)
            self._fill_caller(self._samples(at_ms))
        self._flush(max(self._ends), at_least=1)
        self._file = None
        try:
            file.close()
        except OSError as error:
            self.problem = str(error)
        if self._lost and self.problem:
            logger.error(f"{self.path}: {self._lost / self.sample_rate:.1f} s are missing: {self.problem}")
        return self.problem

    # Inside

    def _open_file(self) -> None:
        try:
            if self._ring is None:
                self._file = WavFile(self.path, self.sample_rate, channels=2)
            else:
                self._file = SealedFile(self.path, self.sample_rate, 2, self._ring)
        except OSError as error:
            logger.error(f"{self.path}: cannot be made ({error}); this call is not recorded")
            self._file, self.problem = None, str(error)

    def _samples(self, ms: float) -> int:
        return round(ms * self.sample_rate / 1000)

    def _ms(self, samples: int) -> float:
        return samples * 1000 / self.sample_rate

    def _pieces(self, pcm: bytes) -> Iterator[np.ndarray]:
        """The samples, at most a second at a time. Half a sample at the end is no sound."""
        samples = np.frombuffer(pcm, dtype="<i2", count=len(pcm) // 2)
        for start in range(0, len(samples), self.sample_rate):
            yield samples[start : start + self.sample_rate]

    def _place_caller(self, place: int) -> None:
        """Bring the end of the caller's track to where the next packet belongs."""
        late = place - self._ends[CALLER]
        if late > self._samples(_NONSENSE_MS):
            seconds = late / self.sample_rate
            logger.error(f"{self.path}: a packet claims to come {seconds:.0f} s late; its time is ignored")
        elif late > self._samples(_JITTER_MS):
            self._fill_caller(place)
        elif late < 0:
            self._give_back(-late)

    def _fill_caller(self, until: int) -> None:
        """Silence from the end of the caller's track to here, if it does not reach here."""
        end = self._ends[CALLER]
        if until <= end:
            return
        most = _AHEAD_MS if self._hold is None else _AHEAD_MS + _MOST_HELD_MS
        if until - self._window.base > self._samples(most):
            # So long a silence is not kept in memory: what is never put into the file is silent there.
            self._flush(max(self._ends), at_least=1)
            self._window.base = max(self._window.base, until - self._samples(self.look_back_ms))
        self._reserve(until)
        self._gaps.add(end, until)
        self._ends[CALLER] = until

    def _give_back(self, count: int) -> None:
        """Shorten the latest silence, so that packets that were only late stand where they belong."""
        for place, taken in self._gaps.take_back(count, self._window.base):
            last = self._ends[CALLER]
            self._window.pull(CALLER, place, last, taken)
            self._seams.moved(place, taken)
            self._masks.moved(place, last, taken)
            if self._hold is not None and self._hold >= place:
                self._hold -= taken
            self._ends[CALLER] -= taken

    def _put(self, track: int, place: int, samples: np.ndarray) -> None:
        end = place + len(samples)
        self._reserve(end)
        self._window.put(track, place, samples)
        self._ends[track] = max(self._ends[track], end)
        if track == CALLER:
            self._seams.put(place, len(samples))

    def _reserve(self, end: int) -> None:
        """Make the window reach to this sample: first by writing out what is old, then by growing."""
        if end > self._window.room:
            self._flush_old(at_least_ms=0)
        self._window.grow(end)

    def _flush_old(self, *, at_least_ms: int = _FLUSH_MS) -> None:
        """Write out what will not change any more, once there is enough of it."""
        at_least = max(1, self._samples(at_least_ms))
        until = self._ends[CALLER] - self._samples(self.look_back_ms)
        if until - self._window.base < at_least:
            return
        gap = self._gaps.open_from(self._ends[CALLER])
        if gap is not None:
            until = min(until, gap)  # packets may come that take this silence back
        if self._hold is not None:
            until = min(until, max(self._hold, max(self._ends) - self._samples(_MOST_HELD_MS)))
        self._flush(until, at_least=at_least)

    def _flush(self, until: int, *, at_least: int) -> None:
        """Write everything before this sample and move the window on."""
        base = self._window.base
        count = until - base
        if count < at_least:
            return
        if self._hold is not None and self._hold < until:
            self._masks.add(self._hold, until)  # what was never judged leaves as silence
            self._hold = until
        audio = self._window.take(until, max(self._ends))
        self._masks.apply(audio, base)
        try:
            if self._file is not None:
                self._file.put(base, audio.tobytes())
        except OSError as error:
            self._refused_by_disk(error, count)

    def _erase(self, start: int, end: int) -> None:
        """Silence what has been written already."""
        try:
            if self._file is not None and end > start:
                self._file.erase(start, end - start)
        except OSError as error:
            logger.error(f"{self.path}: {error}; what had to be silenced is still there")
            self.problem = str(error)

    def _refused_by_disk(self, error: OSError, samples: int) -> None:
        if self.problem is None:
            logger.error(f"{self.path}: {error}; the call goes on, its recording has a gap")
        self.problem = str(error)
        self._lost += samples
