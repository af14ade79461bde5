"""The agent's messages on streams that speak JSON: audio in base64, marks, and `clear`."""

import base64
import binascii
import json
from typing import Any

from simulation.carrier.stream_caller import ProtocolBroken, StreamCaller


def read_message(message: str | bytes) -> tuple[dict[str, Any], str]:
    """A message and its event. Raises ProtocolBroken for what is none."""
    try:
        read = json.loads(message)
        return read, read["event"]
    except (ValueError, KeyError, TypeError) as error:
        raise ProtocolBroken(f"not a message of a media stream: {message[:120]!r}") from error


def media(chunk: int, payload: bytes) -> dict[str, str]:
    """20 ms of the caller's audio."""
    return {
        "track": "inbound",
        "chunk": str(chunk),
        "timestamp": str((chunk - 1) * 20),
        "payload": base64.b64encode(payload).decode(),
    }


def obey(caller: StreamCaller, message: dict[str, Any], kind: str) -> None:
    """Do what a message says. Raises ProtocolBroken."""
    if kind == "media":
        caller.hear(_payload(message))
    elif kind == "mark":
        caller.playout.mark(_mark_name(message))
    elif kind == "clear":
        caller.playout.clear(caller.now)
    else:
        raise ProtocolBroken(f"event {kind!r}; allowed: media, mark, clear")


def _payload(message: dict[str, Any]) -> bytes:
    try:
        return base64.b64decode(message["media"]["payload"], validate=True)
    except (KeyError, TypeError, binascii.Error) as error:
        raise ProtocolBroken(f"a media message without a base64 payload: {error}") from error


def _mark_name(message: dict[str, Any]) -> str:
    try:
        return str(message["mark"]["name"])
    except (KeyError, TypeError) as error:
        raise ProtocolBroken(f"a mark message without a name: {message}") from error
