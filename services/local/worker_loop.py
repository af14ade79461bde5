"""The child's side: take over standard input and output, say hello, answer until the input ends."""

import os
import sys
from collections.abc import Callable

from services.local.worker_protocol import (
    Header,
    Message,
    PipeClosed,
    pack,
    read_from,
    read_message,
    write_to,
)


class Refused(Exception):
    """A request that cannot be answered, with a sentence and its kind."""

    def __init__(self, message: str, kind: str = "invalid") -> None:
        super().__init__(message)
        self.kind = kind


class Wire:
    """The two pipes to the parent."""

    def __init__(self) -> None:
        """Take over the descriptors, so that a library's print cannot get between two messages."""
        self.incoming = os.dup(0)
        self._outgoing = os.dup(1)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(2, 1)

    def receive(self) -> Message:
        """The next message. Raises PipeClosed when the parent is gone."""
        return read_message(read_from(self.incoming))

    def send(self, header: Header, payload: bytes = b"") -> None:
        """Answer."""
        write_to(self._outgoing, pack(header, payload))

    def send_raw(self, message: bytes) -> None:
        """Pass on a message that is packed already."""
        write_to(self._outgoing, message)

    def refuse(self, request_id: object, error: Exception) -> None:
        """Answer with an error."""
        kind = error.kind if isinstance(error, Refused) else "failed"
        text = str(error) if isinstance(error, Refused) else f"{type(error).__name__}: {error}"
        self.send({"id": request_id, "error": text, "kind": kind})


def run_worker(serve: Callable[[Wire], None]) -> None:
    """Run `serve` until the parent is gone. What it raises before its first answer is told as the hello."""
    wire = Wire()
    try:
        serve(wire)
    except PipeClosed:
        return
    except ImportError as error:
        wire.refuse(0, Refused(f"{error}; pip install 'callwright[local]'", "missing"))
        sys.exit(1)
