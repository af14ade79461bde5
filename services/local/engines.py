"""The local ears and voice of this process: two children that all calls share.

A child is started by `warm`, or else by the first request, and again when it has died. Requests block, so
they run off the loop; at most one per child takes a thread, the others wait here.
"""

import asyncio
import atexit
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TypeVar
from weakref import WeakKeyDictionary

from loguru import logger

from calls.clock import off_loop
from configs.script import Script
from services.local.models import DICTATION, ModelText, script_models
from services.local.word_times import WordTime
from services.local.worker_process import WorkerProcess, WorkerRefused

T = TypeVar("T")

AGENT_VOICE = "en-us+f5"
"""espeak-ng voice of the agent: clear, and none of the callers'."""

CALLER_VOICES = ("en-us+edward", "en-us+adam", "en-us+klatt4")
"""Voices for simulated callers: those that the local ears understand best over a telephone."""

SPEED = 165
"""Words per minute."""

PITCH = 50
"""0 to 99."""


class LocalEngineMissing(ImportError):
    """A package that a local engine needs is not installed."""


@dataclass(frozen=True)
class Speech:
    """What the voice said."""

    pcm: bytes
    """16-bit mono."""

    words: list[WordTime]
    """Every word of the text with the millisecond at which it begins."""


@dataclass(frozen=True)
class Heard:
    """What the ears understood. All empty: nothing."""

    ngram: str
    """By the n-gram model: the better guess."""

    grammar: str
    """By the grammar: the second opinion."""

    confidence: float
    """How far the two agree, word by word, 0 to 1. At 1 the text is rarely wrong, under 0.5 rarely right."""


class _Engine:
    """One child and its queue."""

    def __init__(self, module: str, *, what: str, package: str, cost: str) -> None:
        self.process = WorkerProcess(module, what=what)
        self._what, self._package, self._cost = what, package, cost
        # A lock belongs to the loop that waits on it, and tests have many loops.
        self._queues: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = WeakKeyDictionary()

    async def run(self, work: Callable[[], T], *, cost: str | None = None) -> T:
        """Blocking work with the child, after the work that came before it. `cost`: see `off_loop`."""
        queue = self._queues.setdefault(asyncio.get_running_loop(), asyncio.Lock())
        async with queue:
            return await off_loop(work, name=cost or self._cost)

    async def warm(self) -> None:
        """Start the child. Raises LocalEngineMissing when its package is not installed."""
        if find_spec(self._package) is None:
            raise LocalEngineMissing(
                f"{self._what} need the package {self._package!r}: pip install 'callwright[local]'"
            )
        await off_loop(self.process.start, name="local_warm")


_ears = _Engine("services.local.stt_worker", what="the local ears", package="pocketsphinx", cost="local_stt")
_voice = _Engine(
    "services.local.tts_worker", what="the local voice", package="espeakng_loader", cost="local_tts"
)


@atexit.register
def _close_at_exit() -> None:
    """A process that ends takes its children with it, whatever started them: a command, a bot, a test."""
    for engine in (_ears, _voice):
        engine.process.close()


_texts: dict[str, ModelText] = {}
"""What the models were built from, for a new process."""


async def warm(*, stt: bool = True, tts: bool = True) -> None:
    """Start the children that are wanted. Raises LocalEngineMissing, WorkerDied or WorkerRefused."""
    wanted = [engine for engine, is_wanted in ((_ears, stt), (_voice, tts)) if is_wanted]
    await asyncio.gather(*(engine.warm() for engine in wanted))


async def prepare(script: Script) -> None:
    """Build the models of all nodes of a script, so that no caller waits for one."""
    texts = await off_loop(lambda: script_models(script), name="local_prepare")
    await prepare_models(texts)


async def prepare_models(texts: Sequence[ModelText]) -> None:
    """Build models. They are built again by themselves should the ears' process have to be replaced."""
    _texts.update({text.model_id: text for text in texts})
    await _ears.run(lambda: _build(texts), cost="local_prepare")


def is_prepared(model_id: str) -> bool:
    """Whether the model can be asked for."""
    return model_id == DICTATION or model_id in _texts


async def decode(pcm: bytes, sample_rate: int, model_id: str) -> Heard:
    """What was said in one segment of 16-bit mono audio, by a model that was prepared (or `DICTATION`).

    A cancelled await is harmless: the answer is read and dropped. Raises WorkerDied or WorkerRefused.
    """
    request = {"do": "decode", "model_id": model_id, "sample_rate": sample_rate}

    def work() -> Heard:
        try:
            answer, _ = _ears.process.request(request, pcm)
        except WorkerRefused as error:
            if error.kind != "unknown_model" or model_id not in _texts:
                raise
            _build([_texts[model_id]])  # a new process, or one that had to forget
            answer, _ = _ears.process.request(request, pcm)
        return Heard(answer["ngram"], answer["grammar"], answer["confidence"])

    return await _ears.run(work)


def _build(texts: Sequence[ModelText]) -> None:
    payload = json.dumps([text.as_json() for text in texts]).encode()
    answer, _ = _ears.process.request({"do": "prepare"}, payload)
    if guessed := answer["guessed"]:
        words = ", ".join(f"{word} as {sound}" for word, sound in sorted(guessed.items()))
        logger.warning(f"the local ears guess the sound of words their dictionary lacks: {words}")


async def close() -> None:
    """End both children. The next request starts them again."""
    for engine in (_ears, _voice):
        await off_loop(engine.process.close, name="local_close")


async def speak(
    text: str,
    *,
    voice: str = AGENT_VOICE,
    sample_rate: int = 8000,
    speed: int = SPEED,
    pitch: int = PITCH,
) -> Speech:
    """Say `text`. A cancelled await stops the synthesis.

    Raises WorkerRefused for an unknown voice, WorkerDied when the voice's process ended over it.
    """
    request = {"do": "speak", "text": text, "voice": voice, "speed": speed, "pitch": pitch}
    request_id = _voice.process.new_id()

    def work() -> Speech:
        header, pcm = _voice.process.request({**request, "sample_rate": sample_rate}, request_id=request_id)
        return Speech(pcm, [(word, ms) for word, ms in header["words"]])

    try:
        return await _voice.run(work)
    except asyncio.CancelledError:
        _voice.process.cancel(request_id)
        raise
