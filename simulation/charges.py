"""What work outside the event loop typically takes, in seconds.

A virtual clock does such work in no time and adds these instead, so that a simulated call has the latencies
of a real one and the same ones on every machine.
"""

import functools
from collections.abc import Callable
from typing import Any

TYPICAL_SECS: dict[str, float] = {
    # Work that our code names (`calls.clock.off_loop`).
    "local_stt": 0.130,
    "local_tts": 0.015,
    "calendar": 0.001,
    "database": 0.001,
    "local_llm": 0.004,
    # Work that Pipecat hands to a thread, known by the name of the function.
    "_process_speech_segment": 0.065,
    "_run_analyzer": 0.0002,
}
"""Name of a piece of work to seconds. What is not listed is free."""


def function_name(work: Callable[..., Any]) -> str:
    """The bare name of what an executor is asked to run, looking through `functools.partial`."""
    while isinstance(work, functools.partial):
        # `asyncio.to_thread` wraps as partial(context.run, function, ...).
        inner = work.args[0] if work.args and callable(work.args[0]) else work.func
        work = inner
    return getattr(work, "__name__", type(work).__name__)
