"""The voice's process: reads texts, writes speech. Started by `worker_entry.py`.

Each text is spoken in a fork of the loaded process, for three reasons: the library keeps state from one
sentence to the next, so only a fresh copy gives the same sound for the same text; a fork can be killed in
the middle of a sentence; and a crash in it costs one sentence.
"""

import os
import select
import signal
import sys

import numpy as np
import soxr

from services.local.espeak import Espeak
from services.local.word_times import word_times
from services.local.worker_loop import Refused, Wire, run_worker
from services.local.worker_protocol import Header, Message, PipeClosed, pack, write_to

LONGEST_TEXT = 5000
"""Characters that are spoken in one request."""

HEADROOM = 0.8
"""Factor on every sample."""

_DEADLINE_SECS = 20.0


def synthesise(engine: Espeak, request: Header) -> Message:
    """Speech and word times for one request."""
    text, rate = str(request["text"]), int(request["sample_rate"])
    if len(text) > LONGEST_TEXT:
        raise Refused(f"a text of {len(text)} characters; at most {LONGEST_TEXT} are spoken at once")
    engine.set_voice(
        str(request["voice"]), words_per_minute=int(request["speed"]), pitch=int(request["pitch"])
    )
    spoken = engine.speak(text)
    total = len(spoken.pcm) // 2
    words = word_times(text, spoken.marks, engine.sample_rate, total)
    return {"id": request["id"], "words": words}, _at_rate(spoken.pcm, engine.sample_rate, rate)


def _at_rate(pcm: bytes, have: int, want: int) -> bytes:
    """The whole sentence at another rate, in one clean step."""
    # Some voices reach full scale, and band limiting overshoots at the peaks: hence the head room.
    samples = np.frombuffer(pcm, dtype=np.int16).astype(np.float32) * HEADROOM
    if have != want and len(samples):
        samples = soxr.resample(samples, have, want, quality="HQ")
    return np.clip(np.rint(samples), -32768, 32767).astype(np.int16).tobytes()


def serve(wire: Wire) -> None:
    """Answer until the parent is gone."""
    engine = Espeak()
    engine.set_voice("en-us", words_per_minute=175, pitch=50)
    engine.speak("ready")
    _at_rate(bytes(4410), engine.sample_rate, 8000)
    wire.send({"id": 0, "ready": True})
    while True:
        request, _ = wire.receive()
        if request.get("do") != "cancel":  # one that comes too late: its speech has been sent
            _answer(wire, engine, request)


def _answer(wire: Wire, engine: Espeak, request: Header) -> None:
    """Speak in a fork and pass its answer on, unless a cancel for it comes first."""
    reader, writer = os.pipe()
    fork = os.fork()
    if fork == 0:
        os.close(reader)
        _speak_and_exit(engine, request, writer)
    os.close(writer)
    parts: list[bytes] = []
    error: Exception | None = None
    try:
        while error is None:
            readable, _, _ = select.select([reader, wire.incoming], [], [], _DEADLINE_SECS)
            if not readable:
                error = Refused(f"the speech was not ready after {_DEADLINE_SECS:g} s", "failed")
            if wire.incoming in readable and _is_cancel(wire.receive()[0], request):
                error = Refused("cancelled", "cancelled")
            elif reader in readable:
                part = os.read(reader, 1 << 16)
                if not part:
                    break
                parts.append(part)
    finally:
        os.close(reader)
        status = _bury(fork, kill=error is not None or sys.exc_info()[0] is not None)
    if error is None and status != 0:
        error = Refused(f"espeak-ng crashed ({status}) on this text", "failed")
    if error is not None:
        wire.refuse(request["id"], error)
    else:
        wire.send_raw(b"".join(parts))


def _speak_and_exit(engine: Espeak, request: Header, writer: int) -> None:
    """The fork's whole life."""
    code = 0
    try:
        try:
            write_to(writer, pack(*synthesise(engine, request)))
        except (Refused, RuntimeError, KeyError, ValueError) as error:
            kind = error.kind if isinstance(error, Refused) else "failed"
            write_to(writer, pack({"id": request.get("id"), "error": str(error), "kind": kind}))
    except PipeClosed:
        code = 1
    finally:
        os._exit(code)


def _is_cancel(message: Header, request: Header) -> bool:
    """Whether the message cancels the request that is running; the parent sends no other in between."""
    return message.get("do") == "cancel" and message.get("id") == request.get("id")


def _bury(fork: int, *, kill: bool) -> int:
    """End the fork; its exit code, negative for a signal."""
    if kill:
        os.kill(fork, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(fork, 0)[1])


if __name__ == "__main__":
    run_worker(serve)
