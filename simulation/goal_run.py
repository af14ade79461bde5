"""Play a caller who has a goal instead of a script: listen, decide, act, until the call is over.

What the caller hears is what was played to it: when the agent stops talking is taken from the line's sound,
and the words from the call's journal (`AgentSpoke.heard`, the words that sounded). Nobody types a transcript
of the agent's voice, so the caller hears as well as a person with a good line.
"""

import asyncio
from datetime import date
from random import Random

from calls.events import AgentSpoke
from simulation.goal import Act, Goal, HangUp, Press, Say
from simulation.goal_caller import decide, opening_mind
from simulation.goal_hearing import listen
from simulation.run import KEY_GAP_SECS, Cast, Performance, Player, make_call
from simulation.scenario import Scenario
from simulation.voice import Voice

HEARING_SECS = 8.0
"""How long the caller waits for words before saying hello again."""

MOST_STEPS = 80
"""Listening and acting; a bound that no sensible call reaches."""


async def run_goal(scenario: Scenario, goal: Goal, cast: Cast, today: date, rng: Random) -> Performance:
    """Make the call. Whether the goal was reached is for the scenario's `finally` to say."""
    return await make_call(GoalPlayer(scenario, goal, cast, today, rng), cast)


class GoalPlayer(Player):
    """Plays a goal on one line."""

    def __init__(self, scenario: Scenario, goal: Goal, cast: Cast, today: date, rng: Random) -> None:
        super().__init__(scenario, cast, [])
        self._goal, self._today, self._rng = goal, today, rng
        self._voice: Voice = cast.voice
        self._known = 0
        """How many events of the feed have been listened to."""
        self.mind = opening_mind(goal)

    async def play(self) -> None:
        """Until the call is over."""
        for _ in range(MOST_STEPS):
            words = await self._listen()
            if self.over:
                return
            heard = listen(words, self._today)
            act, self.mind = decide(self._goal, self.mind, heard, self._today, self._rng)
            self.performance.wish = self.mind.wish
            if isinstance(act, HangUp):
                return
            await self._do(act)

    async def _listen(self) -> str:
        """What the agent says until it is quiet."""
        await self.caller.said_all()
        loop = asyncio.get_running_loop()
        deadline = loop.time() + HEARING_SECS
        while not self.over:
            await self.agent_has_finished()
            words = [
                event.heard for event in self.feed.events[self._known :] if isinstance(event, AgentSpoke)
            ]
            if words or loop.time() > deadline:
                self._known = len(self.feed.events)
                return " ".join(words)
            # The sound has ended; its words are about to be written down.
            await self.feed.changed(0.2)
        return ""

    async def _do(self, act: Act) -> None:
        try:
            if isinstance(act, Say):
                self.performance.deeds.append(act.text)
                await self.say(await self._voice.say(act.text))
            elif isinstance(act, Press):
                self.performance.deeds.append(f"presses {act.keys}")
                self._sent_ms = self.caller.now_ms
                for key in act.keys:
                    await self.caller.press(key)
                    await asyncio.sleep(KEY_GAP_SECS)
        except ConnectionError:
            return  # the agent hung up meanwhile
