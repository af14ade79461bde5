"""A child process that answers one request at a time, started when first needed and again when it dies."""

import itertools
import os
import select
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import IO

from loguru import logger

from services.local.worker_protocol import Header, Message, PipeClosed, pack, read_message, write_to

_ENTRY = Path(__file__).with_name("worker_entry.py")

_ERROR_TAIL = 600
"""Characters of the child's last words that are repeated in an error."""


class WorkerDied(Exception):
    """The child ended or hung while it was asked. The next request starts a new one."""


class WorkerRefused(Exception):
    """The child answered with an error. `kind` says which: `invalid unknown_model cancelled failed`."""

    def __init__(self, message: str, kind: str) -> None:
        super().__init__(message)
        self.kind = kind


class WorkerProcess:
    """One child. All methods block and may be called from any thread; requests queue behind a lock.

    The child ends at the end of its standard input, so it never outlives this process, however that ends.
    """

    def __init__(self, module: str, *, what: str, patience_secs: float = 30.0) -> None:
        self._module = module
        self._what = what
        self._patience_secs = patience_secs
        self._turn = threading.Lock()
        self._writing = threading.Lock()
        self._ids = itertools.count(1)
        self._child: subprocess.Popen[bytes] | None = None
        self._last_words: IO[bytes] | None = None
        self._current: int | None = None
        self._cancelled: set[int] = set()

    @property
    def pid(self) -> int | None:
        """The child's process id; None when there is none."""
        return self._child.pid if self._child and self._child.poll() is None else None

    def new_id(self) -> int:
        """An id for a request that somebody may want to cancel."""
        return next(self._ids)

    def start(self) -> None:
        """Start the child and wait until it is ready. Raises WorkerDied with its last words."""
        with self._turn:
            self._ready()

    def request(self, header: Header, payload: bytes = b"", *, request_id: int | None = None) -> Message:
        """Ask and wait for the answer. Raises WorkerRefused or WorkerDied."""
        request_id = request_id if request_id is not None else self.new_id()
        with self._turn:
            child = self._ready()
            with self._writing:
                if request_id in self._cancelled:
                    self._cancelled.discard(request_id)
                    raise WorkerRefused("cancelled before it began", "cancelled")
                self._current = request_id
            try:
                return self._ask(child, {**header, "id": request_id}, payload)
            finally:
                with self._writing:
                    self._current = None
                    self._cancelled.discard(request_id)

    def cancel(self, request_id: int) -> None:
        """Stop a request that is waiting or running; its `request` raises WorkerRefused("cancelled").

        Too late is harmless: call it only for a request whose answer has not been received.
        """
        with self._writing:
            child = self._child
            if self._current != request_id:
                self._cancelled.add(request_id)
            elif child and child.stdin:
                try:
                    write_to(child.stdin.fileno(), pack({"id": request_id, "do": "cancel"}))
                except PipeClosed:
                    logger.debug(f"{self._what}: nobody left to cancel request {request_id}")

    def close(self) -> None:
        """End the child. A request that is running fails with WorkerDied."""
        child = self._child
        if child is None:
            return
        with self._writing:
            if child.stdin and not child.stdin.closed:
                child.stdin.close()
        self._reap(child, patience_secs=2.0)
        with self._turn:
            self._forget(child)

    def _ready(self) -> subprocess.Popen[bytes]:
        """The running child, started if there is none."""
        if self._child and self._child.poll() is None and self._child.stdin and not self._child.stdin.closed:
            return self._child
        if self._child:
            self._forget(self._child)
        # A temporary file and not a pipe: nobody has to read it, and it is there when the child is not.
        self._last_words = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the child
        self._child = child = subprocess.Popen(
            [sys.executable, "-P", str(_ENTRY), self._module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._last_words,
            bufsize=0,
            env=_environment(),
            # A Ctrl-C at the terminal is for this process, which may still have a call to end.
            start_new_session=True,
        )
        hello, _ = self._receive(child)
        if "error" in hello:
            self._forget(child)
            raise WorkerRefused(str(hello["error"]), str(hello.get("kind", "failed")))
        logger.debug(f"{self._what}: process {child.pid} is ready")
        return child

    def _ask(self, child: subprocess.Popen[bytes], header: Header, payload: bytes) -> Message:
        """Send and receive, skipping answers to requests that were given up."""
        assert child.stdin is not None
        try:
            with self._writing:
                write_to(child.stdin.fileno(), pack(header, payload))
        except (PipeClosed, ValueError):
            raise self._died(child) from None
        while True:
            answer, data = self._receive(child)
            if answer.get("id") == header["id"]:
                break
        if "error" in answer:
            raise WorkerRefused(str(answer["error"]), str(answer.get("kind", "failed")))
        return answer, data

    def _receive(self, child: subprocess.Popen[bytes]) -> Message:
        """The child's next message, or WorkerDied when it ended, hung or spoke nonsense."""
        assert child.stdout is not None
        descriptor = child.stdout.fileno()

        def read(count: int) -> bytes:
            # The kernel counts this timeout, not a clock that a simulation may have replaced.
            readable, _, _ = select.select([descriptor], [], [], self._patience_secs)
            if not readable:
                raise TimeoutError
            return os.read(descriptor, min(count, 1 << 20))

        try:
            return read_message(read)
        except TimeoutError:
            child.kill()
            raise self._died(child, f"gave no answer for {self._patience_secs:g} s") from None
        except (PipeClosed, ValueError, OSError) as error:
            child.kill()
            raise self._died(child, str(error)) from None

    def _died(self, child: subprocess.Popen[bytes], why: str = "") -> WorkerDied:
        """What to tell about a child that is no use any more; it is buried first."""
        self._reap(child, patience_secs=2.0)
        code, words = child.returncode, self._tail()
        self._forget(child)
        message = f"{self._what}: its process ended with code {code}"
        detail = "; ".join(part for part in (why, words) if part)
        logger.error(f"{message} ({detail}); a new one is started when it is needed")
        return WorkerDied(f"{message} ({detail})" if detail else message)

    def _tail(self) -> str:
        """The end of what the child wrote on its standard error."""
        if self._last_words is None:
            return ""
        self._last_words.seek(0, os.SEEK_END)
        self._last_words.seek(max(0, self._last_words.tell() - _ERROR_TAIL))
        return self._last_words.read().decode(errors="replace").strip()

    def _reap(self, child: subprocess.Popen[bytes], *, patience_secs: float) -> None:
        """Wait for the end of the child, and kill it if that takes too long."""
        try:
            child.wait(patience_secs)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()

    def _forget(self, child: subprocess.Popen[bytes]) -> None:
        """Close what is left of a child that has ended."""
        if child.poll() is None:
            child.kill()
            child.wait()
        for pipe in (child.stdin, child.stdout):
            if pipe and not pipe.closed:
                pipe.close()
        if self._child is child:
            self._child = None
            if self._last_words:
                self._last_words.close()
                self._last_words = None


def _environment() -> dict[str, str]:
    """The child's environment: numerical libraries keep to one thread."""
    return {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
