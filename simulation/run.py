"""A caller plays a scenario, turn by turn, as a person would: by what is heard on the line."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from calls.events import CallEnded, CallEvent
from simulation.blocks import CallerBlock, HangUpBlock
from simulation.carrier import StreamCaller
from simulation.ears import ScriptFeed
from simulation.exchange import SocketRefused
from simulation.expect import DEFAULT_BUDGET_MS, Verdict, Window, judge
from simulation.feed import Feed
from simulation.mulaw import RATE
from simulation.scenario import Scenario, Turn
from simulation.utterance import Utterance
from simulation.vocabulary import EVENTS, call_of
from simulation.voice import Voice

LOOK_SECS = 0.02
"""How often the caller listens whether the agent still speaks."""

ANSWER_PATIENCE_SECS = 4.0
"""How long a caller who has spoken waits for the agent to begin."""

KEY_GAP_SECS = 0.25
"""Between two keys."""

CLOSING_SECS = 15.0
"""How long after the end of the line the agent may take to finish its record."""


@dataclass
class Cast:
    """Everyone that a call needs."""

    caller: StreamCaller
    feed: Feed
    """Fed by the call's journal."""
    voice: Voice
    script: ScriptFeed | None
    """The scripted ears' words; None if the agent listens for itself."""
    ready: Callable[[], Awaitable[None]] | None = None
    """Awaited when all is prepared, before the phone rings: callers who are to call together meet here."""


@dataclass
class Performance:
    """How the turns went."""

    failures: list[str] = field(default_factory=list)
    turns_played: int = 0
    """Turns that the call lived to see."""
    deeds: list[str] = field(default_factory=list)
    """What a caller with a goal said and did, in words."""
    wish: datetime | None = None
    """The moment that a caller with a goal wanted in the end."""


async def run_scenario(scenario: Scenario, cast: Cast) -> Performance:
    """Make the call and play all turns. Failed expectations are in the result; nothing is raised for them."""
    lines = await _prepare(scenario.turns, cast.voice)
    return await make_call(Player(scenario, cast, lines), cast)


async def make_call(player: "Player", cast: Cast) -> Performance:
    """Dial, let the caller do what it does, and put the phone down."""
    if cast.ready is not None:
        await cast.ready()
    try:
        await cast.caller.dial()
    except SocketRefused as error:
        return Performance([f"the call was not taken: {error}"])
    hanging_up = asyncio.create_task(player.watch_for_hang_up(), name="caller may hang up")
    try:
        await player.play()
    finally:
        hanging_up.cancel()
        await asyncio.gather(hanging_up, return_exceptions=True)
        await player.leave()
    return player.performance


async def _prepare(turns: Sequence[Turn], voice: Voice) -> list[Utterance | None]:
    """What the caller will say, spoken before the phone rings so that it takes no time in the call."""
    lines: list[Utterance | None] = []
    for turn in turns:
        if turn.audio is not None:
            lines.append(voice.play(Path(turn.audio), turn.user or ""))
        elif turn.user is not None:
            lines.append(await voice.say_parts(turn.parts or [turn.user]))
        else:
            lines.append(None)
    return lines


class Player:
    """Plays one scenario's turns on one line."""

    def __init__(self, scenario: Scenario, cast: Cast, lines: list[Utterance | None]) -> None:
        self.performance = Performance()
        self._scenario = scenario
        self.caller, self.feed, self._script = cast.caller, cast.feed, cast.script
        self._traits: CallerBlock = scenario.callwright.caller
        self._lines = lines
        self._begins = 0
        """Index of the first event that counts for the present turn."""
        self._sent_ms = 0
        self._sent_index = 0
        """How many events there were when the caller last spoke or pressed a key."""
        self._said_until = 0
        """Sample at which the caller's last words end. An answer comes after it."""
        self._leaving: asyncio.Task[None] | None = None
        self._too_late = False
        """Whether the caller had more to say when the call was over."""

    @property
    def over(self) -> bool:
        """Whether the line is closed."""
        return self.feed.over or self.caller.ended.is_set()

    async def play(self) -> None:
        """All turns, then wait for the agent to end the call."""
        for number, turn in enumerate(self._scenario.turns):
            failure = await self._turn(turn, self._lines[number])
            if not self._too_late:
                self.performance.turns_played = number + 1
            if failure is not None:
                self.performance.failures.append(f"turns[{number}]: {failure}")
                if self._scenario.stop_on_failure:
                    return
        await self.agent_has_finished()
        await self.until(lambda: self.over, self._traits.stays_secs)

    async def leave(self) -> None:
        """Put the phone down and wait until the agent is done with the call. May be called again."""
        if self._leaving is None:
            self._leaving = asyncio.create_task(self._leave(), name="caller leaves")
        await asyncio.shield(self._leaving)

    async def _leave(self) -> None:
        failures = self.performance.failures
        try:
            await self.caller.hang_up()
        except Exception as error:
            # Whatever the agent's application failed with belongs into the report of this call.
            failures.append(f"the agent failed: {type(error).__name__}: {error}")
        if not await self.feed.until(_is_end, begins=0, timeout_secs=CLOSING_SECS):
            failures.append(f"the agent had not ended the call {CLOSING_SECS:g} s after the line was closed")
            self.feed.close()
        if self.caller.failure:
            failures.append(f"the agent broke the carrier's protocol: {self.caller.failure}")

    async def _turn(self, turn: Turn, line: Utterance | None) -> str | None:
        """Play one turn; what is wrong, if anything is."""
        if line is not None or turn.dtmf is not None:
            await self._await_moment(turn)
            if self.over:
                self._too_late = True
                return f"the call was over before the caller could {_deed(turn)}"
            self._begins = self._sent_index = len(self.feed.events)
            self._sent_ms = self.caller.now_ms
            await self._send(turn, line)
        return await self._expect(turn)

    async def _send(self, turn: Turn, line: Utterance | None) -> None:
        try:
            if line is not None:
                await self.say(line)
            for index, digit in enumerate(turn.dtmf or ""):
                await asyncio.sleep(KEY_GAP_SECS if index else 0)
                await self.caller.press(digit)
        except ConnectionError:
            return  # the agent hung up meanwhile; the expectations will tell

    async def say(self, line: Utterance) -> None:
        """Say it; the scripted ears get its words."""
        start, self._said_until = await self.caller.say(line.samples)
        if self._script is not None:
            self._script.speak(line.words, self.caller.moment(start))

    async def _expect(self, turn: Turn) -> str | None:
        """Wait until the turn's expectations are met or can no longer be."""
        while True:
            verdict = self._judge(turn)
            if verdict.settled:
                self._begins = max(self._begins, verdict.cursor)
                return verdict.failure
            if self.caller.ended.is_set() and not self.feed.over:
                # The call is coming to its end; what its closing still tells counts.
                await self.leave()
                continue
            left = (verdict.deadline_ms - self.caller.now_ms) / 1000
            await self.feed.changed(min(1.0, max(0.001, left)))

    def _judge(self, turn: Turn) -> Verdict:
        feed = self.feed
        return judge(
            turn.expect, Window(feed.events, self._begins, self._sent_ms, self.caller.now_ms, feed.over)
        )

    # When to speak

    async def _await_moment(self, turn: Turn) -> None:
        after = turn.send_after
        if after is None:
            await self.caller.said_all()
            await self.agent_has_finished()
            return
        if after.event is not None:
            kind = EVENTS[after.event].kind
            await self.feed.until(
                lambda event: isinstance(event, kind),
                begins=self._sent_index,
                timeout_secs=DEFAULT_BUDGET_MS / 1000,
            )
        await self.until(lambda: self.over, after.delay_ms / 1000)

    async def agent_has_finished(self) -> None:
        """Wait for an answer to begin, then for silence as long as the caller's patience."""
        since = max(self._sent_ms * RATE // 1000, self._said_until)
        playout = self.caller.playout
        await self.until(
            lambda: self.over or bool(playout.loud_frames(since, self.caller.now)), ANSWER_PATIENCE_SECS
        )
        patience = self._traits.patience_ms * RATE // 1000

        def quiet() -> bool:
            now = self.caller.now
            last = playout.last_loud(now, look_back=2 * patience)
            return self.over or last is None or now - last >= patience

        await self.until(quiet, DEFAULT_BUDGET_MS / 1000)

    async def until(self, reached: Callable[[], bool], timeout_secs: float) -> None:
        """Wait until something is reached, or for the timeout."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout_secs
        while not reached() and loop.time() < deadline:  # noqa: ASYNC110 - sound is listened to, not told
            await asyncio.sleep(min(LOOK_SECS, deadline - loop.time()))

    # Hanging up

    async def watch_for_hang_up(self) -> None:
        """Put the phone down in the middle of something, if the scenario says so."""
        when = self._traits.hangs_up
        if when is None:
            return
        if await self.feed.until(lambda event: _is_cue(event, when), begins=0, timeout_secs=3600):
            await asyncio.sleep(when.delay_ms / 1000)
            self.caller.hush()
            self.caller.in_a_hurry = True
            await self.leave()


def _is_end(event: CallEvent) -> bool:
    return isinstance(event, CallEnded)


def _is_cue(event: CallEvent, when: HangUpBlock) -> bool:
    """Whether this is the event at which the caller hangs up."""
    meaning = EVENTS[when.event]
    if not isinstance(event, meaning.kind):
        return False
    call = call_of(event)
    if when.name is not None and (call is None or call[0] != when.name):
        return False
    return when.text_contains is None or when.text_contains in meaning.text(event)


def _deed(turn: Turn) -> str:
    return f"press {turn.dtmf}" if turn.dtmf is not None else f'say "{turn.user}"'
