"""The local voice: real speech from a process of its own, with the times of its words."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import psutil
import pytest
from pipecat.frames.frames import (
    ErrorFrame,
    Frame,
    InterruptionFrame,
    LLMFullResponseEndFrame,
    LLMFullResponseStartFrame,
    LLMTextFrame,
    OutputAudioRawFrame,
    StartFrame,
    TTSAudioRawFrame,
    TTSSpeakFrame,
    TTSTextFrame,
)
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineParams, PipelineWorker
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.processors.aggregators.llm_response_universal import LLMContextAggregatorPair
from pipecat.tests.utils import SleepFrame
from pipecat.transports.base_output import BaseOutputTransport
from pipecat.transports.base_transport import TransportParams
from pipecat.workers.runner import WorkerRunner

from services.local import engines
from services.local.tts import LocalTTSService
from services.local.word_times import word_times
from services.local.worker_process import WorkerDied, WorkerRefused
from tests.patient import run_test
from tests.services.children import child

PHONE = PipelineParams(audio_in_sample_rate=8000, audio_out_sample_rate=8000)

LATE_MS = 20
"""Words are timed by the real clock, which a busy machine delays."""


@pytest.fixture(autouse=True, scope="module")
def engines_end() -> Iterator[None]:
    yield
    asyncio.run(engines.close())


async def test_the_same_text_sounds_the_same_whatever_was_said_before() -> None:
    first = await engines.speak("Hello there, how can I help?")
    await engines.speak("Something else entirely.", voice="en-us+klatt4", speed=220, pitch=80)
    again = await engines.speak("Hello there, how can I help?")
    assert first == again
    assert any(first.pcm)


async def test_every_word_has_its_time() -> None:
    text = "Bright Smile — we open at 3:30 p.m. today."
    speech = await engines.speak(text, sample_rate=8000)
    assert [word for word, _ in speech.words] == text.split()
    starts = [start for _, start in speech.words]
    assert starts == sorted(starts)
    assert starts[0] < 100
    assert len(set(starts)) == len(starts) - 1, "only the dash has no time of its own"
    duration_ms = len(speech.pcm) / 2 / 8
    assert duration_ms - 1500 < starts[-1] < duration_ms - 200


async def test_a_word_begins_where_its_sound_begins() -> None:
    alone = await engines.speak("Yes,", sample_rate=8000)
    speech = await engines.speak("Yes, tomorrow.", sample_rate=8000)
    tomorrow = speech.words[1][1]
    assert abs(tomorrow - len(alone.pcm) / 2 / 8) < 250


def test_words_without_a_mark_start_with_the_next_and_at_the_end_with_the_end() -> None:
    assert word_times("a - b !", [(0, 100), (4, 900)], 1000, 2000) == [
        ("a", 100),
        ("-", 900),
        ("b", 900),
        ("!", 2000),
    ]


@pytest.mark.parametrize("rate", [8000, 16000, 22050, 24000])
async def test_speech_comes_at_the_rate_that_is_asked_for(rate: int) -> None:
    speech = await engines.speak("One two three.", sample_rate=rate)
    reference = await engines.speak("One two three.", sample_rate=22050)
    assert len(speech.pcm) / rate == pytest.approx(len(reference.pcm) / 22050, abs=0.001)


async def test_faster_and_higher_are_heard() -> None:
    slow = await engines.speak("One two three four five.", speed=120)
    fast = await engines.speak("One two three four five.", speed=240)
    high = await engines.speak("One two three four five.", speed=120, pitch=90)
    assert len(fast.pcm) < 0.7 * len(slow.pcm)
    assert high.pcm != slow.pcm


@pytest.mark.parametrize(
    ("voice", "hint"),
    [("en-us+Edwrad", "did you mean en-us+edward?"), ("en-su+edward", "did you mean en-us?")],
)
async def test_an_unknown_voice_is_an_error_that_names_a_known_one(voice: str, hint: str) -> None:
    with pytest.raises(WorkerRefused, match=hint.replace("+", r"\+").replace("?", r"\?")):
        await engines.speak("Hello.", voice=voice)


async def test_a_cancelled_sentence_stops_and_the_next_is_right() -> None:
    await engines.warm(stt=False)
    expected = await engines.speak("After that.")
    for wait in (0.0, 0.002, 0.02, 0.05):
        task = asyncio.create_task(engines.speak("and so on " * 450))
        await asyncio.sleep(wait)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await engines.speak("After that.") == expected
    assert not child("tts").children(), "no synthesis goes on"


async def test_many_ask_at_once_and_each_gets_its_own_answer() -> None:
    texts = [f"Number {n}." for n in range(12)]
    alone = [await engines.speak(text) for text in texts]
    assert await asyncio.gather(*(engines.speak(text) for text in texts)) == alone


async def test_a_voice_that_dies_over_a_sentence_is_told_and_replaced() -> None:
    before = await engines.speak("Hello.")
    child("tts").send_signal(signal.SIGSTOP)  # so that it still has the sentence when it dies
    asked = asyncio.create_task(engines.speak("Hello."))
    await asyncio.sleep(0.3)
    child("tts").kill()
    with pytest.raises(WorkerDied, match="local voice"):
        await asked
    assert await engines.speak("Hello.") == before


async def test_a_voice_that_died_in_between_is_replaced_unnoticed() -> None:
    before = await engines.speak("Hello.")
    old = child("tts")
    old.kill()
    old.wait()
    assert await engines.speak("Hello.") == before
    assert child("tts").pid != old.pid


async def test_a_call_goes_on_when_the_voice_dies() -> None:
    await engines.warm(stt=False)
    old = child("tts")
    asyncio.get_running_loop().call_later(0.5, old.kill)
    frames = [SleepFrame(1.0), TTSSpeakFrame("Hello."), SleepFrame(1.0)]
    down, _ = await run_test(LocalTTSService(), frames_to_send=frames, pipeline_params=PHONE)
    assert any(isinstance(frame, TTSAudioRawFrame) for frame in down)
    assert child("tts").pid != old.pid


def test_no_process_is_left_after_kill_9(tmp_path: os.PathLike[str]) -> None:
    program = (
        "import asyncio, time\n"
        "from services.local import engines\n"
        "asyncio.run(engines.warm())\n"
        "print(flush=True)\n"
        "time.sleep(60)\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    parent = subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, cwd=tmp_path, env=environment
    )
    assert parent.stdout is not None
    assert parent.stdout.readline()
    children = [child(engine, parent.pid) for engine in ("stt", "tts")]
    assert all(process.memory_info().rss < 100e6 for process in children), "no child loads Pipecat"
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    _, alive = psutil.wait_procs(children, timeout=5)
    assert not alive


def words_of(frames: list[Frame]) -> list[TTSTextFrame]:
    return [frame for frame in frames if isinstance(frame, TTSTextFrame)]


async def test_the_service_speaks_and_times_the_words_of_a_turn() -> None:
    sentences = ["Your visit is on Tuesday.", "Anything else?"]
    text = [LLMTextFrame(f"{sentence} ") for sentence in sentences]
    frames = [LLMFullResponseStartFrame(), *text, LLMFullResponseEndFrame(), SleepFrame(0.5)]
    down, _ = await run_test(LocalTTSService(), frames_to_send=frames, pipeline_params=PHONE)
    audio = [frame for frame in down if isinstance(frame, TTSAudioRawFrame)]
    spoken = [await engines.speak(sentence) for sentence in sentences]
    assert b"".join(frame.audio for frame in audio) == b"".join(speech.pcm for speech in spoken)
    assert {frame.sample_rate for frame in audio} == {8000}
    words = words_of(list(down))
    assert [frame.text for frame in words] == " ".join(sentences).split()
    times = [(frame.pts or 0) / 1e6 for frame in words]
    expected = [ms for _, ms in spoken[0].words]
    expected += [len(spoken[0].pcm) / 16 + ms for _, ms in spoken[1].words]
    assert [time - times[0] for time in times] == pytest.approx(
        [e - expected[0] for e in expected], abs=LATE_MS
    )


async def test_words_wait_for_the_speech_before_them() -> None:
    frames = [TTSSpeakFrame("One moment please."), TTSSpeakFrame("Thank you."), SleepFrame(0.5)]
    down, _ = await run_test(LocalTTSService(), frames_to_send=frames, pipeline_params=PHONE)
    first = await engines.speak("One moment please.")
    words = words_of(list(down))
    gap_ms = ((words[3].pts or 0) - (words[0].pts or 0)) / 1e6
    assert gap_ms == pytest.approx(len(first.pcm) / 16, abs=LATE_MS)


async def test_a_dash_alone_is_silence_and_no_failure() -> None:
    frames = [
        TTSSpeakFrame("—"),
        TTSSpeakFrame("..."),
        TTSSpeakFrame("—"),
        TTSSpeakFrame("…"),
        SleepFrame(0.3),
    ]
    tts = LocalTTSService()
    _, up = await run_test(tts, frames_to_send=frames, pipeline_params=PHONE)
    assert not [frame for frame in up if isinstance(frame, ErrorFrame)]
    assert tts.is_usable


async def test_an_unknown_voice_in_a_call_is_an_error_frame() -> None:
    tts = LocalTTSService(settings=LocalTTSService.Settings(voice="en-us+nobody"))
    _, up = await run_test(
        tts, frames_to_send=[TTSSpeakFrame("Hello."), SleepFrame(0.3)], pipeline_params=PHONE
    )
    assert any("en-us+nobody" in frame.error for frame in up if isinstance(frame, ErrorFrame))


@pytest.mark.parametrize(("language", "voice"), [("en-US", "en-us"), ("en-GB", "en"), ("de-DE", "de")])
def test_the_language_chooses_the_voice(language: str, voice: str) -> None:
    assert LocalTTSService(settings=LocalTTSService.Settings(language=language))._settings.language in (
        voice,
        f"{voice}-{voice}",
    )


class Earpiece(BaseOutputTransport):
    """Plays audio at the speed of sound and keeps none of it."""

    def __init__(self) -> None:
        super().__init__(TransportParams(audio_out_enabled=True, audio_out_sample_rate=8000))
        self.played_secs = 0.0

    async def start(self, frame: StartFrame) -> None:
        await super().start(frame)
        await self.set_transport_ready(frame)

    async def write_audio_frame(self, frame: OutputAudioRawFrame) -> bool:
        secs = len(frame.audio) / 2 / frame.sample_rate
        await asyncio.sleep(secs)
        self.played_secs += secs
        return True


async def test_after_a_barge_in_the_history_holds_what_was_heard() -> None:
    text = "We have openings on Monday, Tuesday, Wednesday, Thursday and Friday of next week."
    context = LLMContext()
    pair = LLMContextAggregatorPair(context)
    earpiece = Earpiece()
    worker = PipelineWorker(Pipeline([LocalTTSService(), earpiece, pair.assistant()]), params=PHONE)
    runner = WorkerRunner(handle_sigint=False)
    await runner.add_workers(worker)
    running = asyncio.create_task(runner.run())
    try:
        await asyncio.sleep(0.5)
        await worker.queue_frames(
            [LLMFullResponseStartFrame(), LLMTextFrame(text), LLMFullResponseEndFrame()]
        )
        started = time.monotonic()
        while earpiece.played_secs < 1.6 and time.monotonic() - started < 10:
            await asyncio.sleep(0.02)
        played_ms = earpiece.played_secs * 1000
        await worker.queue_frame(InterruptionFrame())
        await asyncio.sleep(0.3)
    finally:
        await worker.cancel()
        await running
    heard = str(context.messages[-1]["content"]).split()
    speech = await engines.speak(text)
    begun = [word for word, ms in speech.words if ms < played_ms]
    assert heard == text.split()[: len(heard)]
    assert abs(len(heard) - len(begun)) <= 1
    assert 2 < len(heard) < 8
