"""The journal of one call: its events, on disk as they happen.

Only `SafeText` gets onto the disk: the words in an event are masked before anybody sees it, but for the
listeners of `on_live`, which act in the call and keep nothing.

A line is handed to the operating system before `write` returns, so it survives `kill -9` of this process.
A full or broken disk never disturbs the call: lines wait in memory and are tried again with the next one.
"""

import os
from collections.abc import Callable
from pathlib import Path

from loguru import logger

from calls.clock import monotonic_ms
from calls.events import EVENT, CallEvent
from calls.folders import JOURNAL
from calls.journal_file import read_journal
from calls.lock import try_lock
from calls.plain import plain
from compliance.redaction.safe import Masker, SafeText, safe_data

Listener = Callable[[CallEvent], None]


class Journal:
    """Appends events to `<folder>/journal.jsonl` and keeps them in `events`.

    The file is locked for as long as the journal is open: by that, recovery knows a live call.
    """

    def __init__(
        self, path: Path, masker: Masker, start_ms: int, fd: int | None, problem: str | None
    ) -> None:
        """Use `Journal.create`."""
        self.path = path
        self.start_ms = start_ms
        """Reading of `monotonic_ms()` from which `at_ms` counts."""
        self.events: list[CallEvent] = []
        """Everything written so far, oldest first, as it may be kept."""
        self.problem = problem
        """Why lines are missing on disk; None while none is."""
        self._masker = masker
        self._fd = fd
        self._unwritten = bytearray()
        self._listeners: list[Listener] = []
        self._live: list[Listener] = []
        self._closed = False

    @classmethod
    def create(cls, folder: Path, *, masker: Masker, start_ms: int | None = None) -> "Journal":
        """Start the journal of a new call in `folder`, which is made if need be.

        `masker` knows what must not be kept. `start_ms` is the reading of `monotonic_ms()` from which event
        times count; None means now.
        Raises FileExistsError if the folder has a journal. If the disk refuses, the journal lives in memory
        only and says so in `problem`: a call that cannot be journalled is still better answered.
        """
        start = monotonic_ms() if start_ms is None else start_ms
        path = folder / JOURNAL
        if path.exists():
            raise FileExistsError(f"{path}: this call has a journal already; every call needs its own id")
        try:
            fd = _open_locked(path)
        except OSError as error:
            logger.error(f"{path}: cannot be made ({error}); this call is journalled in memory only")
            return cls(path, masker, start, None, str(error))
        return cls(path, masker, start, fd, None)

    @classmethod
    def resume(cls, folder: Path, *, masker: Masker) -> "Journal":
        """Go on with the journal of a call that was admitted and has not begun. Times count from now.

        Raises OSError, and FileExistsError if another process has it.
        """
        path = folder / JOURNAL
        fd = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC)
        if not try_lock(fd):
            os.close(fd)
            raise FileExistsError(f"{path}: another process has this journal")
        journal = cls(path, masker, monotonic_ms(), fd, None)
        journal.events = read_journal(path)
        return journal

    def now_ms(self) -> int:
        """Milliseconds since the stream started."""
        return max(0, monotonic_ms() - self.start_ms)

    def on_event(self, listener: Listener) -> None:
        """Call `listener` with every event after it was written, as it may be kept.

        What it raises is logged, not passed on.
        """
        self._listeners.append(listener)

    def on_live(self, listener: Listener) -> None:
        """Call `listener` with every event as it was: for what acts in the call itself and keeps nothing."""
        self._live.append(listener)

    def write(self, event: CallEvent) -> CallEvent:
        """Stamp the event with the present `at_ms`, append it, and return it as it may be kept.

        Takes some ten microseconds beside what the masker takes. Never raises, whatever the disk does.
        """
        live = event.model_copy(update={"at_ms": self.now_ms()})
        kept, line = _as_line(live, self._masker)
        self.events.append(kept)
        if self._closed:
            logger.error(f"{self.path}: {kept.type} came after the journal was closed; it is not on disk")
            return kept
        self._append(line)
        for listener in self._live:
            _tell(listener, live)
        for listener in self._listeners:
            _tell(listener, kept)
        return kept

    def _append(self, line: SafeText) -> None:
        self._unwritten += line.encode() + b"\n"
        self._flush()

    def close(self) -> str | None:
        """Force everything to the disk and give up the lock. Returns what went wrong for good, or None.

        Waits for the disk: give it to `off_loop(journal.close, name="journal.close")`. May be called twice.
        """
        if self._closed:
            return self.problem
        self._closed = True
        self._flush()
        if self._fd is not None:
            try:
                os.fsync(self._fd)
            except OSError as error:
                self.problem = self.problem or str(error)
            os.close(self._fd)
            self._fd = None
        if self._unwritten:
            lost = self._unwritten.count(b"\n")
            logger.error(f"{self.path}: the last {lost} events are not on disk: {self.problem}")
        return self.problem

    def _flush(self) -> None:
        """Hand all waiting lines to the operating system; what it does not take waits on."""
        if self._fd is None:
            return
        try:
            while self._unwritten:
                taken = os.write(self._fd, self._unwritten)
                del self._unwritten[:taken]
        except OSError as error:
            if self.problem is None:
                logger.error(f"{self.path}: {error}; events wait in memory")
            self.problem = str(error)
            return
        if self.problem is not None:
            logger.warning(f"{self.path}: the disk takes events again; none is missing")
            self.problem = None


def _open_locked(path: Path) -> int:
    """A new journal file that is locked before it has its name, so that nobody finds it unlocked."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unnamed = path.with_name(f".{path.name}.new")
    fd = os.open(unnamed, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    try:
        try_lock(fd)
        os.rename(unnamed, path)
    except OSError:
        os.close(fd)
        unnamed.unlink(missing_ok=True)
        raise
    return fd


def _as_line(event: CallEvent, masker: Masker) -> tuple[CallEvent, SafeText]:
    """The event as it may be kept, and its line of JSON."""
    try:
        return safe_data(event, masker)
    except ValueError:
        # Text that UTF-8 cannot hold (half a surrogate pair from a model's stream).
        return safe_data(EVENT.validate_python(plain(event.model_dump())), masker)


def _tell(listener: Listener, event: CallEvent) -> None:
    try:
        listener(event)
    except Exception as error:  # a broken onlooker must not end the call it watches
        logger.opt(exception=error).error(f"a listener failed on {event.type}")
