"""One switchboard per agent, however many callers come at once."""

import asyncio

import pytest

from pipeline import Switchboards


class Board:
    """What `Switchboards` needs of a switchboard."""

    def __init__(self, agent: str) -> None:
        self.agent = agent
        self.ended: list[str] = []

    async def hang_up(self) -> None:
        self.ended.append("calls")

    async def close(self) -> None:
        self.ended.append("board")


class Opener:
    """Opens boards slowly, and fails for the agent `broken`."""

    def __init__(self) -> None:
        self.opened: list[str] = []

    async def __call__(self, agent: str):
        self.opened.append(agent)
        await asyncio.sleep(0.01)
        if agent == "broken":
            raise LookupError(agent)
        return Board(agent)


async def test_callers_at_the_same_time_share_the_board_of_their_agent():
    opener = Opener()
    boards = Switchboards(opener)
    first, second, other = await asyncio.gather(*(boards.board(agent) for agent in ("a", "a", "b")))
    assert first is second and first is not other
    assert opener.opened == ["a", "b"]


async def test_a_caller_who_leaves_while_it_opens_does_not_take_it_from_the_others():
    boards = Switchboards(Opener())
    leaver = asyncio.create_task(boards.board("a"))
    stayer = asyncio.create_task(boards.board("a"))
    await asyncio.sleep(0)
    leaver.cancel()
    assert (await stayer).agent == "a"


async def test_an_agent_that_could_not_be_opened_is_tried_again():
    opener = Opener()
    boards = Switchboards(opener)
    for _ in range(2):
        with pytest.raises(LookupError):
            await boards.board("broken")
    assert opener.opened == ["broken", "broken"]


async def test_closing_ends_the_calls_first_and_what_is_still_opening():
    boards = Switchboards(Opener())
    board = await boards.board("a")
    opening = asyncio.create_task(boards.board("b"))
    await asyncio.sleep(0)
    await boards.close()
    assert board.ended == ["calls", "board"]
    with pytest.raises(asyncio.CancelledError):
        await opening
    assert await boards.board("a") is not board
