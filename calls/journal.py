"""The journal of one call: its events, on disk as they happen.

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
from calls.lock import try_lock
from calls.plain import plain

Listener = Callable[[CallEvent], None]


class Journal:
    """Appends events to `<folder>/journal.jsonl` and keeps them in `events`.

    The file is locked for as long as the journal is open: by that, recovery knows a live call.
    """

    def __init__(self, path: Path, start_ms: int, fd: int | None, problem: str | None) -> None:
        """Use `Journal.create`."""
        self.path = path
        self.start_ms = start_ms
        """Reading of `monotonic_ms()` from which `at_ms` counts."""
        self.events: list[CallEvent] = []
        """Everything written so far, oldest first."""
        self.problem = problem
        """Why lines are missing on disk; None while none is."""
        self._fd = fd
        self._unwritten = bytearray()
        self._listeners: list[Listener] = []
        self._closed = False

    @classmethod
    def create(cls, folder: Path, *, start_ms: int | None = None) -> "Journal":
        """Start the journal of a new call in `folder`, which is made if need be.

        `start_ms` is the reading of `monotonic_ms()` from which event times count; None means now.
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
            return cls(path, start, None, str(error))
        return cls(path, start, fd, None)

    def now_ms(self) -> int:
        """Milliseconds since the stream started."""
        return max(0, monotonic_ms() - self.start_ms)

    def on_event(self, listener: Listener) -> None:
        """Call `listener` with every event after it was written. What it raises is logged, not passed on."""
        self._listeners.append(listener)

    def write(self, event: CallEvent) -> CallEvent:
        """Stamp the event with the present `at_ms`, append it, and return it as stamped.

        Takes some ten microseconds. Never raises, whatever the disk does.
        """
        stamped, line = _as_line(event, self.now_ms())
        self.events.append(stamped)
        if self._closed:
            logger.error(f"{self.path}: {stamped.type} came after the journal was closed; it is not on disk")
            return stamped
        self._unwritten += line
        self._flush()
        for listener in self._listeners:
            try:
                listener(stamped)
            except Exception as error:  # a broken onlooker must not end the call it watches
                logger.opt(exception=error).error(f"a listener failed on {stamped.type}")
        return stamped

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


def _as_line(event: CallEvent, at_ms: int) -> tuple[CallEvent, bytes]:
    """The event stamped with its time, and its line of JSON."""
    stamped = event.model_copy(update={"at_ms": at_ms})
    try:
        return stamped, stamped.model_dump_json().encode() + b"\n"
    except ValueError:
        # Text that UTF-8 cannot hold (half a surrogate pair from a model's stream).
        stamped = EVENT.validate_python(plain(stamped.model_dump()))
        return stamped, stamped.model_dump_json().encode() + b"\n"
