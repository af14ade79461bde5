"""One call, from its line to its end."""

import asyncio
from typing import Any

from loguru import logger
from pipecat.frames.frames import EndFrame, ErrorFrame, TTSSpeakFrame
from pipecat.workers.runner import WorkerRunner

from calls.clock import iso, utc_now
from calls.end_reasons import EndReason
from calls.events import CallAnswered, CallerSpoke, SilenceNoticed
from pipeline.assembly import Assembly
from pipeline.ending import Ending, hang_up_reason
from pipeline.setting import Setting
from processors.silence import SilenceLadder, WordlessTurn

LAST_WORDS_SECS = 15.0
"""Seconds the last sentence and the closing may take before the call is cut."""

TOOL_GRACE_SECS = 8.0
"""Seconds a tool may still take after the caller hung up, so that the record tells its result."""

WORDLESS_SECS = 15.0
"""Seconds of sound without a word after which a turn counts as silence: a television, a crowd, a fan."""


class Call:
    """One call: one pipeline, one worker, one runner, never used again."""

    def __init__(self, setting: Setting) -> None:
        self._s = setting
        self._config = setting.agent.config
        self._parts = Assembly(setting)
        self._worker = self._parts.worker
        self._observer = self._parts.observer
        self._runner = WorkerRunner(handle_sigint=False, handle_sigterm=False)
        self._ending = Ending()
        self._background: set[asyncio.Task[None]] = set()
        silence = self._config.turns.silence
        self._ladder = SilenceLadder((silence.ask, silence.ask_again, silence.goodbye))
        self._wordless = WordlessTurn(WORDLESS_SECS)
        self._caller_spoke = False
        self._is_answered = False
        self._connect()

    async def run(self) -> tuple[EndReason, str]:
        """Hold the conversation. Returns why it ended; whatever happens, nothing of it is left running."""
        runner = self._runner
        try:
            await runner.add_workers(self._worker)
            self._in_background(self._end_at_max_duration())
            self._in_background(self._watch_wordless_turns())
            await runner.run()
            task = asyncio.current_task()
            if task is not None and task.cancelling():
                # Pipecat's runner takes a cancellation for an ordinary end.
                raise asyncio.CancelledError
        except asyncio.CancelledError:
            self._ending.decide(EndReason.DRAINED)
            raise
        except Exception as error:
            logger.exception("The call failed")
            self._ending.decide(EndReason.INTERNAL_ERROR, type(error).__name__)
        finally:
            for task in self._background:
                task.cancel()
            await runner.cancel()
        return self._ending.result(EndReason.COMPLETED)

    async def end(self, reason: EndReason, say: str | None = None, detail: str = "") -> None:
        """End the call, after `say` has been said. The first reason counts."""
        if not self._ending.decide(reason, detail):
            return
        await self._worker.queue_frames([*([_notice(say)] if say else []), EndFrame()])
        self._in_background(self._cut_off())

    async def hang_up(self, reason: EndReason) -> None:
        """End the call now, in mid-sentence. The first reason counts."""
        self._ending.decide(reason)
        await self._runner.cancel()

    # What can happen

    def _connect(self) -> None:
        transport, worker, user = self._s.line.transport, self._worker, self._parts.turns.user()
        transport.add_event_handler("on_client_connected", self._answered)
        transport.add_event_handler("on_client_disconnected", self._hung_up)
        worker.add_event_handler("on_pipeline_error", self._pipeline_error)
        worker.add_event_handler("on_setup_timeout", self._setup_timeout)
        user.add_event_handler("on_user_turn_idle", self._silence)
        user.add_event_handler("on_user_turn_started", self._caller_turn_started)
        user.add_event_handler("on_user_turn_stopped", self._caller_turn)
        if self._parts.rtvi is not None:
            self._parts.rtvi.add_event_handler("on_caller_typed", self._caller_typed)

    async def _answered(self, *_: object) -> None:
        if self._is_answered:
            return  # somebody else has come into the room
        self._is_answered = True
        self._s.journal.write(CallAnswered(answered_at=iso(utc_now())))
        announcement = self._config.recording.announcement
        if self._s.recording is not None and announcement:
            await self._worker.queue_frame(_notice(announcement))
        try:
            await self._parts.flow.initialize(self._s.flow.flow.initial_node)
        except Exception as error:
            logger.exception("The flow could not start")
            await self.end(EndReason.FLOW_ERROR, detail=type(error).__name__)

    async def _hung_up(self, *_: object) -> None:
        tools = self._observer.tools_in_progress
        self._ending.decide(EndReason.CALLER_HUNG_UP)
        waited = 0.0
        while self._observer.tools_in_progress and waited < TOOL_GRACE_SECS:
            await asyncio.sleep(0.05)
            waited += 0.05
        await self._runner.cancel()
        # Only now is everything told that the caller heard.
        self._ending.refine(hang_up_reason(greeted=self._observer.greeted, tools_in_progress=tools))

    async def _silence(self, *_: object) -> None:
        rung = self._ladder.silence()
        self._s.journal.write(SilenceNoticed(step=rung.step))
        if rung.last:
            reason = EndReason.CALLER_SILENT if self._caller_spoke else EndReason.CALLER_NEVER_SPOKE
            await self.end(reason, rung.text)
        else:
            await self._worker.queue_frame(TTSSpeakFrame(rung.text))

    async def _caller_turn_started(self, *_: object) -> None:
        self._wordless.started(asyncio.get_running_loop().time())

    async def _caller_turn(self, _user: object, _strategy: object, message: Any) -> None:
        self._wordless.stopped()
        if message.content:
            self._caller_spoke = True
            self._ladder.speech()

    async def _caller_typed(self, _rtvi: object, text: str) -> None:
        now = self._s.journal.now_ms()
        self._s.journal.write(CallerSpoke(text=text, start_ms=now, end_ms=now, via="text"))
        self._caller_spoke = True
        self._ladder.speech()

    async def _pipeline_error(self, _worker: object, frame: ErrorFrame) -> None:
        reason = FATAL.get(self._parts.providers.origin(frame.processor).kind)
        if reason is not None and frame.processor is not None and not frame.processor.is_usable:
            say = None if reason is EndReason.TTS_FAILED else APOLOGY
            await self.end(reason, say, detail=frame.error[:200])

    async def _setup_timeout(self, *_: object) -> None:
        self._ending.decide(EndReason.SETUP_TIMEOUT)

    # Limits

    async def _end_at_max_duration(self) -> None:
        await asyncio.sleep(self._config.limits.max_duration_secs)
        await self.end(EndReason.MAX_DURATION, self._config.limits.max_duration_message)

    async def _watch_wordless_turns(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(1)
            if self._wordless.overdue(loop.time(), words_at=self._observer.words_at):
                await self._silence()

    async def _cut_off(self) -> None:
        await asyncio.sleep(LAST_WORDS_SECS)
        await self._runner.cancel()

    def _in_background(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)


def _notice(text: str) -> TTSSpeakFrame:
    """A sentence that the caller cannot interrupt."""
    frame = TTSSpeakFrame(text)
    frame.interruptible = False
    return frame


FATAL = {"stt": EndReason.STT_FAILED, "llm": EndReason.LLM_FAILED, "tts": EndReason.TTS_FAILED}
"""Kind of a service that cannot work any more → why the call ends."""

APOLOGY = "I'm sorry, something on my side has stopped working. Please call back in a few minutes. Goodbye."
"""Said when a service has failed and no other is left."""
