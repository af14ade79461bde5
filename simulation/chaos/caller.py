"""A patient caller: waits for an answer, and longer than anybody should, before saying the next thing."""

from collections.abc import Sequence
from pathlib import Path

from calls.events import AgentSpoke, NoticeGiven, TransferEnded, TransferRequested
from simulation.blocks import CallwrightBlock, SpeechBlock
from simulation.chaos.hearing import Span
from simulation.faults import FaultBoard
from simulation.mulaw import RATE
from simulation.run import Cast, Player
from simulation.scenario import Scenario
from simulation.utterance import Utterance

SATISFIED_SECS = 1.2
"""Seconds of silence after an answer before the caller goes on."""

PATIENCE_SECS = 16.0
"""Seconds without an answer after which the caller says the next thing all the same."""

HOLD_SECS = 60.0
"""Seconds that the caller holds the line for a person."""

FAREWELL_SECS = 10.0
"""Seconds that the agent has to end the call after the last answer."""


class PatientCaller(Player):
    """Says its lines one after the other, and tells the faults which turn it is."""

    def __init__(
        self, cast: Cast, lines: Sequence[Utterance], board: FaultBoard, *, consent: Utterance
    ) -> None:
        """`consent` is said before all else to whoever asks whether the call may be recorded."""
        silent = Scenario("chaos", Path("chaos"), 1, (), False, CallwrightBlock(), SpeechBlock())
        super().__init__(silent, cast, [])
        self._utterances = lines
        self._board = board
        self._consent = consent
        self.said: list[Span] = []
        """Where the caller spoke."""
        self.satisfied: list[int] = []
        """Where, after each turn, the caller waited for nothing more, or gave up waiting."""
        self.begun: list[int] = []
        """How many events there were as each turn began."""

    async def play(self) -> None:
        """The whole call."""
        await self._until_answered(0, 0)
        if any(isinstance(event, NoticeGiven) and event.what == "question" for event in self.feed.events):
            begins = len(self.feed.events)
            await self.say(self._consent)
            await self.caller.said_all()
            await self._until_answered(begins, self._said_until)
        for number, line in enumerate(self._utterances, 1):
            if self.over:
                return
            self._board.turn = number
            self.begun.append(len(self.feed.events))
            await self.say(line)
            self.said.append(Span(self._said_until - len(line.samples), self._said_until))
            await self.caller.said_all()
            await self._until_answered(self.begun[-1], self._said_until)
            self.satisfied.append(self.caller.now)
        await self.until(lambda: self.over, FAREWELL_SECS)

    async def _until_answered(self, begins: int, since: int) -> None:
        """Wait until the agent has answered and is silent; or for as long as the patience lasts."""
        quiet_samples = round(SATISFIED_SECS * RATE)

        def answered() -> bool:
            if self._is_put_through():
                return self.over
            spoke = any(isinstance(event, AgentSpoke) and event.heard for event in self.feed.events[begins:])
            now = self.caller.now
            last = self.caller.playout.last_loud(now, look_back=2 * quiet_samples)
            return self.over or (spoke and (last is None or now - last >= quiet_samples))

        left = PATIENCE_SECS - (self.caller.now - since) / RATE
        await self.until(answered, max(0.0, left))
        if self._is_put_through():
            await self.until(answered, HOLD_SECS)
        # Whoever was told something just before the patience ran out hears it to its end.
        await self.until(lambda: self.over or not self._is_loud(), PATIENCE_SECS)

    def _is_put_through(self) -> bool:
        """Whether somebody is being fetched, for whom the caller holds the line."""
        kinds = [type(event) for event in self.feed.events]
        return kinds.count(TransferRequested) > kinds.count(TransferEnded)

    def _is_loud(self) -> bool:
        now = self.caller.now
        last = self.caller.playout.last_loud(now, look_back=RATE)
        return last is not None and now - last < RATE // 2
