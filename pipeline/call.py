"""One call, from its line to its end."""

import asyncio
from typing import Any

from loguru import logger
from pipecat.frames.frames import (
    EndFrame,
    ErrorFrame,
    LLMMessagesAppendFrame,
    LLMRunFrame,
    TTSSpeakFrame,
)

from calls.clock import iso, utc_now
from calls.control import PersonLine, WhenTheyLeave
from calls.end_reasons import EndReason
from calls.events import CallAnswered, Misunderstood, SilenceNoticed
from calls.plain import cut
from calls.transfers import TransferOutcome
from pipeline.assembly import Assembly
from pipeline.caller_side import notice
from pipeline.end_watch import EndWatch, closed
from pipeline.ending import Ending, hang_up_reason
from pipeline.setting import Setting
from processors.journal import KEYPAD
from processors.silence import SilenceLadder, WordlessTurn

QUIET_SECS = 5.0
"""Seconds without a sound from the agent after which the closing has failed, and the call is cut."""

LAST_WORDS_SECS = 15.0
"""Seconds the last sentence and the closing may take before the call is cut."""

TOOL_GRACE_SECS = 5.0
"""Seconds a tool may still take after the caller hung up, so that the record tells its result."""

UNCLEAR = "Sorry, I didn't catch that."
"""Said to speech without words, where no script has its own."""

UNCLEAR_TIMES = 3
"""Times in a row that speech without words is answered. After that it may be a crowd or a radio."""

WORDLESS_SECS = 15.0
"""Seconds of sound without a word after which a turn counts as silence: a television, a crowd, a fan."""


class Call:
    """One call: one pipeline, one worker, one runner, never used again."""

    def __init__(self, setting: Setting) -> None:
        self._s = setting
        self.call_id = setting.call_id
        self._config = setting.agent.config
        self._parts = Assembly(setting)
        self._worker = self._parts.worker
        self._observer = self._parts.observer
        self._handover = self._parts.transfers.handover
        self._opening = self._parts.opening
        self._watch = EndWatch()
        self._ending = Ending()
        self._background: set[asyncio.Task[None]] = set()
        silence = self._config.turns.silence
        self._ladder = SilenceLadder((silence.ask, silence.ask_again, silence.goodbye))
        self._wordless = WordlessTurn(WORDLESS_SECS)
        self._caller_spoke = False
        self._unclear = 0
        self._given_up = False
        self._is_answered = self._flow_began = False
        self._connect()

    async def run(self) -> tuple[EndReason, str]:
        """Hold the conversation. Returns why it ended; whatever happens, nothing of it is left running."""
        try:
            await self._watch.runner.add_workers(self._worker)
            self._parts.guard.begin()
            self._in_background(self._end_at_max_duration())
            self._in_background(self._watch_wordless_turns())
            await self._watch.run()
        except asyncio.CancelledError:
            self._ending.decide(EndReason.DRAINED)
            raise
        except Exception as error:
            logger.exception("The call failed")
            self._ending.decide(EndReason.INTERNAL_ERROR, type(error).__name__)
        finally:
            for task in self._background:
                task.cancel()
            self._parts.guard.close()
            self._opening.close()
            await closed("the handover", self._handover.close())
            await closed("the card capture", self._parts.cards.close())
            await self._watch.stop()
            self._parts.settle()
            self._parts.sound.close()
        return self._ending.result(EndReason.COMPLETED)

    async def end(self, reason: EndReason, say: str | None = None, detail: str = "") -> None:
        """End the call, after `say` has been said. The first reason counts."""
        if not self._ending.decide(reason, detail):
            return
        self._handover.abort()
        self._parts.guard.close()
        await self._worker.queue_frames([*([notice(say)] if say else []), EndFrame()])
        self._in_background(self._cut_off())

    async def hang_up(self, reason: EndReason) -> None:
        """End the call now, in mid-sentence. The first reason counts."""
        self._ending.decide(reason)
        await self._watch.stop()

    # What can happen

    def _connect(self) -> None:
        transport, worker, user = self._s.line.transport, self._worker, self._parts.turns.user()
        transport.add_event_handler("on_client_connected", self._answered)
        transport.add_event_handler("on_client_disconnected", self._hung_up)
        worker.add_event_handler("on_pipeline_error", self._pipeline_error)
        worker.add_event_handler("on_pipeline_started", self._parts.guard.started)
        worker.add_event_handler("on_setup_timeout", self._setup_timeout)
        user.add_event_handler("on_user_turn_idle", self._silence)
        user.add_event_handler("on_wordless_turn", self._wordless_turn)
        user.add_event_handler("on_user_turn_started", self._caller_turn_started)
        user.add_event_handler("on_user_turn_stopped", self._caller_turn)
        self._parts.guard.rescue = self._nobody_answers
        self._parts.transfers.on_end = lambda outcome: self._in_background(self._transfer_ended(outcome))
        if self._parts.rtvi is not None:
            self._parts.rtvi.add_event_handler("on_caller_typed", self._caller_typed)
            self._parts.rtvi.answers = self._answer_typed

    async def _answered(self, *_: object) -> None:
        if self._is_answered:
            return  # somebody else has come into the room
        self._is_answered = True
        self._s.journal.write(CallAnswered(answered_at=iso(utc_now())))
        if self._opening.asks:
            self._in_background(self._ask_first())
            return
        await self._opening.tell(self._worker, self._in_background)
        await self._begin_flow()

    async def _ask_first(self) -> None:
        """The question whether the call may be recorded, and what follows from the answer."""
        try:
            answer = await self._opening.ask(self._parts.spoken_setting())
        except Exception as error:
            logger.exception("The caller could not be asked")
            await self.end(EndReason.INTERNAL_ERROR, detail=type(error).__name__)
            return
        on_refusal = self._config.recording.on_refusal if answer != "yes" else "go_on"
        text, urgent = self._opening.after(answer), self._opening.take_urgent()
        if on_refusal == "end" and not urgent:
            await self.end(EndReason.CONSENT_REFUSED, text, detail=answer)
            return
        if not urgent:
            await self._worker.queue_frames(self._parts.notices.frames("answered", text))
        if on_refusal == "transfer" and not urgent:
            asked = await self._handover.request("recording_refused")
            if asked.transferring:
                return
        await self._begin_flow()
        if urgent:
            said: Any = {"role": "user", "content": urgent}
            await self._worker.queue_frame(LLMMessagesAppendFrame(messages=[said], run_llm=True))

    async def _begin_flow(self) -> None:
        self._flow_began = True
        try:
            await self._parts.flow.initialize(self._s.flow.flow.initial_node)
        except Exception as error:
            logger.exception("The flow could not start")
            await self.end(EndReason.FLOW_ERROR, detail=type(error).__name__)

    async def _hung_up(self, *_: object) -> None:
        tools = self._observer.tools_in_progress
        if self._parts.transfers.talking:
            self._ending.decide(EndReason.TRANSFERRED)
        # A carrier also closes the stream in order to take the caller to the person.
        transfer = await self._handover.line_closed()
        self._ending.decide(_closed_by(transfer))
        waited = 0.0
        while self._observer.tools_in_progress and waited < TOOL_GRACE_SECS:
            await asyncio.sleep(0.05)
            waited += 0.05
        await self._watch.stop()
        # Only now is everything told that the caller heard.
        self._ending.refine(
            hang_up_reason(
                greeted=self._observer.greeted, tools_in_progress=tools, transferring=transfer is not None
            )
        )

    async def _transfer_ended(self, outcome: TransferOutcome) -> None:
        if outcome.left_the_agent:
            self._parts.transfers.left(outcome)
            await self._leave_to(self._parts.transfers.person)
        elif self._ending.decided or outcome in OVER_WITH_THE_CALL:
            return
        elif not self._flow_began:
            await self._parts.transfers.say_returned(self._config.handoff.texts.failed)
            self._parts.transfers.side.release()
            await self._begin_flow()
        elif not await self._parts.transfers.go_on(outcome):
            await self.end(EndReason.TRANSFER_FAILED, self._config.handoff.texts.goodbye)

    async def _leave_to(self, person: PersonLine | None) -> None:
        """The carrier has the caller now; or they talk to the person here, until one of them hangs up."""
        if person is None:
            await self.hang_up(EndReason.TRANSFERRED)
            return
        try:
            await self._parts.transfers.talk(person)
        except Exception:
            logger.exception("Caller and person could not talk any longer")
        terms = self._handover.terms
        if terms.when_they_leave is WhenTheyLeave.RETURN:
            await self._parts.transfers.come_back()
        else:
            await self.end(EndReason.TRANSFERRED, terms.farewell or None)

    async def _silence(self, *_: object) -> None:
        if self._handover.active or self._opening.asking or self._parts.transfers.talking:
            return  # nobody expects a word of a caller on hold, and our own question waits by itself
        if self._parts.cards.is_open:
            await self._parts.cards.silent()
            return
        rung = self._ladder.silence()
        self._s.journal.write(SilenceNoticed(step=rung.step))
        if rung.last:
            reason = EndReason.CALLER_SILENT if self._caller_spoke else EndReason.CALLER_NEVER_SPOKE
            await self.end(reason, rung.text)
        else:
            await self._worker.queue_frame(TTSSpeakFrame(rung.text))

    async def _wordless_turn(self, *_: object) -> None:
        """Something was said and no word of it was understood: it gets a short answer, a few times."""
        if self._parts.cards.is_open:
            await self._parts.cards.silent()
            return
        self._unclear += 1
        if self._unclear > UNCLEAR_TIMES:
            return
        self._s.journal.write(Misunderstood(why="no_words"))
        if self._parts.escalation.is_due:
            await self._worker.queue_frame(LLMRunFrame())
            return
        script = self._s.flow.script
        await self._worker.queue_frame(TTSSpeakFrame(script.unclear[0] if script else UNCLEAR))

    async def _caller_turn_started(self, *_: object) -> None:
        self._wordless.started(asyncio.get_running_loop().time())
        self._opening.speaks()

    async def _caller_turn(self, _user: object, _strategy: object, message: Any) -> None:
        self._wordless.stopped()
        if message.content:
            self._caller_spoke = True
            self._unclear = 0
            self._ladder.speech()
            keys = message.content.startswith(KEYPAD)
            words = message.content.removeprefix(KEYPAD)
            if not self._opening.words(words, "keypad" if keys else "speech"):
                self._parts.guard.caller_finished()
                self._handover.heard(words, keys=keys)
        else:
            self._opening.words("", "speech")

    async def _caller_typed(self, _rtvi: object, text: str) -> None:
        now = self._s.journal.now_ms()
        self._observer.caller_spoke(text, now, now, "text")
        self._caller_spoke = True
        self._parts.caps.turn_started()
        self._ladder.speech()

    def _answer_typed(self, text: str) -> bool:
        """A typed text that answers our question; it is told like any other, and goes no further."""
        if self._parts.transfers.talking:
            return True  # the agent has left
        if self._parts.cards.typed(text):
            self._caller_spoke = True
            return True
        if not self._opening.asking:
            return False
        now = self._s.journal.now_ms()
        self._observer.caller_spoke(text, now, now, "text")
        self._caller_spoke = True
        return self._opening.words(text, "text")

    async def _pipeline_error(self, _worker: object, frame: ErrorFrame) -> None:
        reason = FATAL.get(self._parts.providers.origin(frame.processor).kind)
        if reason is not None and frame.processor is not None and not frame.processor.is_usable:
            self._in_background(self._nobody_answers(reason, cut(frame.error, 200)))

    async def _nobody_answers(self, reason: EndReason, detail: str = "") -> None:
        """A person takes the call; where nobody can be fetched, the caller is told goodbye."""
        if self._ending.decided or self._handover.active or self._given_up:
            return
        self._given_up = True
        asked = await self._handover.request("agent_failed")
        if asked.transferring:
            return
        secs = await self._parts.guard.goodbye()
        self._ending.decide(reason, detail)
        await asyncio.sleep(secs + GOODBYE_SECS)
        await self._watch.stop()

    async def _setup_timeout(self, *_: object) -> None:
        self._ending.decide(EndReason.SETUP_TIMEOUT)

    # Limits

    async def _end_at_max_duration(self) -> None:
        await asyncio.sleep(self._config.limits.max_duration_secs)
        await self._parts.transfers.alone()
        await self.end(EndReason.MAX_DURATION, self._config.limits.max_duration_message)

    async def _watch_wordless_turns(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(1)
            if self._wordless.overdue(loop.time(), words_at=self._observer.words_at):
                await self._silence()

    async def _cut_off(self) -> None:
        """End what has not ended although nothing is said any more, or not for ever."""
        loop = asyncio.get_running_loop()
        began = quiet_since = loop.time()
        while loop.time() - began < LAST_WORDS_SECS and loop.time() - quiet_since < QUIET_SECS:
            await asyncio.sleep(0.25)
            if self._observer.agent_is_speaking:
                quiet_since = loop.time()
        await self._watch.stop()

    def _in_background(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)


def _closed_by(transfer: TransferOutcome | None) -> EndReason:
    """Why the stream was closed, given what the transfer at hand came to."""
    if transfer is not None and transfer.left_the_agent:
        return EndReason.TRANSFERRED
    if transfer is None or transfer in OVER_WITH_THE_CALL:
        return EndReason.CALLER_HUNG_UP
    # The carrier had taken the caller out of our stream and did not get them to the person.
    return EndReason.TRANSFER_FAILED


OVER_WITH_THE_CALL = frozenset({TransferOutcome.CALLER_HUNG_UP, TransferOutcome.CALL_ENDED})
"""Outcomes after which there is nobody to talk to."""

FATAL = {"stt": EndReason.STT_FAILED, "llm": EndReason.LLM_FAILED, "tts": EndReason.TTS_FAILED}
"""Kind of a service that cannot work any more → why the call ends."""

GOODBYE_SECS = 0.5
"""Seconds of silence behind the last words of a call in which nothing else works."""
