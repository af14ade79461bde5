"""The switchboards of a process that serves several agents."""

import asyncio
import os
from collections.abc import Awaitable, Callable

from calls.clock import off_loop
from configs import ConfigProblems, LoadedAgent
from pipeline.checking import require_agent
from pipeline.switchboard import Switchboard
from services.errors import ServicesError
from services.failover.member import provider_health

OpenBoard = Callable[[str], Awaitable[Switchboard]]
"""Makes the switchboard of an agent, by its name or path."""


AGENT_PROBLEMS = (ConfigProblems, ServicesError)
"""What is raised for an agent that cannot be used. Their texts are sentences for people."""


async def rehearse(agent: str) -> LoadedAgent:
    """Open an agent's switchboard and close it: what is wrong is raised, and what is slow is done."""
    board = await open_checked(agent)
    await board.close()
    return board.agent


async def open_checked(agent: str) -> Switchboard:
    """The switchboard of an agent in which nothing is wrong. Raises ConfigProblems with all that is."""
    loaded = await off_loop(lambda: require_agent(agent, environ=os.environ), name="check_agent")
    return await Switchboard.open(loaded)


class Switchboards:
    """One switchboard per agent: opened when first asked for, kept until `close`."""

    def __init__(self, open_board: OpenBoard = open_checked) -> None:
        self._open_board = open_board
        self._boards: dict[str, asyncio.Task[Switchboard]] = {}
        self._health = provider_health()  # a provider that is down is so for every agent

    async def board(self, agent: str) -> Switchboard:
        """The agent's switchboard. Raises what opening it raised; the next call tries again."""
        opening = self._boards.get(agent)
        if opening is None:
            opening = self._boards[agent] = asyncio.get_running_loop().create_task(self._open(agent))
        # A caller who hangs up while it opens must not take it from the others.
        return await asyncio.shield(opening)

    async def hang_up(self) -> None:
        """End every call of every agent now, and wait for their records."""
        await asyncio.gather(*(board.hang_up() for board in self._opened()))

    async def close(self) -> None:
        """End every call and close every switchboard."""
        opening = list(self._boards.values())
        for task in opening:
            task.cancel()
        await asyncio.gather(*opening, return_exceptions=True)
        boards = self._opened()
        self._boards.clear()
        for board in boards:
            await board.hang_up()
            await board.close()

    async def _open(self, agent: str) -> Switchboard:
        try:
            board = await self._open_board(agent)
        except BaseException:
            self._boards.pop(agent, None)
            raise
        board.health = self._health
        return board

    def _opened(self) -> list[Switchboard]:
        return [
            task.result()
            for task in self._boards.values()
            if task.done() and not task.cancelled() and task.exception() is None
        ]
