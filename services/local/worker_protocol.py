"""How a parent and its speech worker talk: length-prefixed messages on two pipes.

A message is a JSON header and a payload of raw bytes. Every request carries an `id` and every reply repeats
it, so a reply that nobody waits for any more can be told from the one that is wanted. A reply without
`error` is good news; otherwise `error` is a sentence and `kind` one of `invalid unknown_model cancelled
failed`.
"""

import json
import os
import struct
from collections.abc import Callable
from typing import Any

Header = dict[str, Any]
"""What a message says: JSON values only."""

Message = tuple[Header, bytes]
"""A header and its payload."""

_LENGTHS = struct.Struct(">II")

_LIMIT = 256 * 1024 * 1024
"""Bytes. A longer length means that the stream is out of step."""


class PipeClosed(Exception):
    """The other side is gone."""


def pack(header: Header, payload: bytes = b"") -> bytes:
    """The bytes of one message."""
    head = json.dumps(header, separators=(",", ":")).encode()
    return _LENGTHS.pack(len(head), len(payload)) + head + payload


def read_message(read: Callable[[int], bytes]) -> Message:
    """One message from `read(count)`, which gives up to `count` bytes and none at the end of the stream.

    Raises PipeClosed at the end of the stream and ValueError when the stream is out of step.
    """
    head_length, payload_length = _LENGTHS.unpack(_exactly(read, _LENGTHS.size))
    if head_length + payload_length > _LIMIT:
        raise ValueError(f"a message of {head_length + payload_length} bytes: the stream is out of step")
    header = json.loads(_exactly(read, head_length))
    return header, _exactly(read, payload_length)


def read_from(descriptor: int) -> Callable[[int], bytes]:
    """A blocking `read(count)` on a file descriptor."""
    return lambda count: os.read(descriptor, min(count, 1 << 16))


def write_to(descriptor: int, data: bytes) -> None:
    """Write all of `data`. Raises PipeClosed when nobody reads any more."""
    view = memoryview(data)
    try:
        while view:
            view = view[os.write(descriptor, view) :]
    except (BrokenPipeError, ConnectionResetError) as error:
        raise PipeClosed(str(error)) from error


def _exactly(read: Callable[[int], bytes], count: int) -> bytes:
    """`count` bytes, or PipeClosed."""
    parts: list[bytes] = []
    while count:
        part = read(count)
        if not part:
            raise PipeClosed("end of stream")
        parts.append(part)
        count -= len(part)
    return b"".join(parts)
