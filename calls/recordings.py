"""The call's audio, written as it happens: caller left, agent right.

Both tracks lie on one timeline that counts samples from the start of the stream. The last moments are
held in memory, so that a late packet or a barge-in can still change them; what is older is on disk.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from loguru import logger

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


class StereoRecording:
    """One growing stereo WAV file. Nothing here raises for a disk: the call matters more than its sound."""

    def __init__(self, path: Path, sample_rate: int, file: WavFile | None, problem: str | None) -> None:
        """Use `StereoRecording.create`."""
        self.path = path
        self.sample_rate = sample_rate
        self.problem = problem
        """Why audio is missing on disk; None while none is."""
        self._file = file
        self._window = np.zeros((self._samples(2000), 2), dtype="<i2")
        self._base = 0  # first sample of the window
        self._ends = [0, 0]  # one past the last sample of each track
        self._fill_start = self._fill_end = 0  # the caller's latest silence that stands for missing packets
        self._lost = 0  # samples that the disk refused

    @classmethod
    def create(cls, path: Path, sample_rate: int) -> "StereoRecording":
        """Start a recording. Raises FileExistsError if there is one; a full disk is told in `problem`."""
        if path.exists():
            raise FileExistsError(f"{path}: this call has a recording already; every call needs its own id")
        try:
            file = WavFile(path, sample_rate, channels=2)
        except OSError as error:
            logger.error(f"{path}: cannot be made ({error}); this call is not recorded")
            return cls(path, sample_rate, None, str(error))
        return cls(path, sample_rate, file, None)

    @property
    def held_bytes(self) -> int:
        """Memory that holds audio."""
        return self._window.nbytes

    def write_caller(self, pcm: bytes, at_ms: float | None = None) -> None:
        """Add what the caller sent: 16-bit mono. `at_ms` is when its first sample was heard, or came in.

        Packets join without a seam. Time that no packet covered becomes silence, and gives way again when
        late packets come in a heap.
        """
        if at_ms is not None:
            self._place_caller(self._samples(at_ms))
        for piece in self._pieces(pcm):
            self._put(CALLER, self._ends[CALLER], piece)
            self._flush_old()

    def write_agent(self, pcm: bytes, at_ms: float) -> None:
        """Add what goes out to the caller at `at_ms`: 16-bit mono. Overlapping pieces follow one another."""
        place, end = self._samples(at_ms), self._ends[AGENT]
        if place - end <= self._samples(_JITTER_MS):
            place = end
        stalled = self._samples(at_ms - _STALL_MS)
        for piece in self._pieces(pcm):
            end = place + len(piece)
            self._fill_caller(max(stalled, end - self._samples(_AHEAD_MS)))
            place = max(place, self._base)
            self._put(AGENT, place, piece)
            self._flush_old()
            place += len(piece)

    def truncate_agent(self, at_ms: float) -> None:
        """Take back the agent's audio from `at_ms` on: a barge-in cleared it before it was played."""
        place = max(self._samples(at_ms), self._base)
        end = self._ends[AGENT]
        if place < end:
            self._window[place - self._base : end - self._base, AGENT] = 0
            self._ends[AGENT] = place

    def close(self) -> str | None:
        """Write the rest and force it to the disk. Returns what went wrong, or None. May be called twice.

        Waits for the disk: give it to `off_loop(recording.close, name="recording.close")`.
        """
        self._flush(max(self._ends), at_least=1)
        file, self._file = self._file, None
        if file is not None:
            try:
                file.close()
            except OSError as error:
                self.problem = str(error)
        if self._lost and self.problem:
            logger.error(f"{self.path}: {self._lost / self.sample_rate:.1f} s are missing: {self.problem}")
        return self.problem

    def _samples(self, ms: float) -> int:
        return round(ms * self.sample_rate / 1000)

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
            self._give_back(min(-late, self._fill_end - max(self._fill_start, self._base)))

    def _fill_caller(self, until: int) -> None:
        """Silence from the end of the caller's track to here, if it does not reach here."""
        end = self._ends[CALLER]
        if until <= end:
            return
        if until - self._base > self._samples(_AHEAD_MS):
            # So long a silence is not kept in memory: what is never put into the file is silent there.
            self._flush(max(self._ends), at_least=1)
            self._base = max(self._base, until - self._samples(_HOLD_MS))
        self._reserve(until)
        if self._fill_end != end:
            self._fill_start = end
        self._fill_end = self._ends[CALLER] = until

    def _give_back(self, count: int) -> None:
        """Shorten the latest silence, so that packets that were only late stand where they belong."""
        if count <= 0:
            return
        track = self._window[:, CALLER]
        old_end = self._ends[CALLER] - self._base
        after = self._fill_end - self._base
        track[after - count : old_end - count] = track[after:old_end].copy()
        track[old_end - count : old_end] = 0
        self._fill_end -= count
        self._ends[CALLER] -= count

    def _put(self, track: int, place: int, samples: np.ndarray) -> None:
        end = place + len(samples)
        self._reserve(end)
        self._window[place - self._base : end - self._base, track] = samples
        self._ends[track] = max(self._ends[track], end)

    def _reserve(self, end: int) -> None:
        """Make the window reach to this sample: first by writing out what is old, then by growing."""
        if end - self._base > len(self._window):
            self._flush_old(at_least_ms=0)
        missing = end - self._base - len(self._window)
        if missing > 0:
            more = np.zeros((max(missing, len(self._window)), 2), dtype="<i2")
            self._window = np.concatenate((self._window, more))

    def _flush_old(self, *, at_least_ms: int = _FLUSH_MS) -> None:
        """Write out what will not change any more, once there is enough of it."""
        until = self._ends[CALLER] - self._samples(_HOLD_MS)
        self._flush(until, at_least=max(1, self._samples(at_least_ms)))

    def _flush(self, until: int, *, at_least: int) -> None:
        """Write everything before this sample to disk and move the window on."""
        count = until - self._base
        if count < at_least:
            return
        try:
            if self._file is not None:
                self._file.put(self._base, self._window[:count].tobytes())
        except OSError as error:
            if self.problem is None:
                logger.error(f"{self.path}: {error}; the call goes on, its recording has a gap")
            self.problem = str(error)
            self._lost += count
        kept = max(self._ends) - until
        self._window[:kept] = self._window[count : count + kept].copy()
        self._window[kept:] = 0
        self._base = until
