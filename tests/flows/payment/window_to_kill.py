"""A process that plays one payment for each line it reads, in a child that kills itself in the secure window.

A line: scenario, how many questions for the card are awaited, milliseconds after the last of them, folder.
"""

import asyncio
import os
import signal
import sys
from functools import partial
from pathlib import Path

from calls.events import CardAsked
from calls.logs import set_up_logs
from configs import load_agent
from simulation.play import Conditions, play
from simulation.scenario import load_scenarios

HERE = Path(__file__).resolve().parent
_running = set()


async def kill(session, questions: int, after_ms: int):
    """The end comes in the middle of an answer: nothing of it is let finish."""
    for count in range(1, questions + 1):
        await session.feed.until(
            lambda event, count=count: (
                sum(isinstance(one, CardAsked) for one in session.feed.events) >= count
            ),
            begins=0,
            timeout_secs=600,
        )
    await asyncio.sleep(after_ms / 1000)
    os.kill(os.getpid(), signal.SIGKILL)


def soon(questions: int, after_ms: int, _, session) -> None:
    _running.add(asyncio.get_running_loop().create_task(kill(session, questions, after_ms)))


def hold(name: str, questions: int, after_ms: int, folder: Path) -> None:
    """Whatever this process writes, it writes into the folder: data, temporary files, and a full log."""
    scenario = next(
        one for one in load_scenarios(HERE / "scenarios" / "cards.yaml") if one.short_name == name
    )
    with (folder / "all.log").open("w", encoding="utf-8") as log:
        set_up_logs("TRACE", stream=log)
        killing = partial(soon, questions, after_ms)
        play(scenario, load_agent(HERE / "pay.yaml"), Conditions(data=folder / "data", on_session=killing))


def main() -> None:
    """Loading takes longer than a call: it is done once, and a child is forked for each call."""
    for line in sys.stdin:
        name, questions, after_ms, folder = line.split(maxsplit=3)
        child = os.fork()
        if not child:
            os.environ["TMPDIR"] = folder.strip()
            hold(name, int(questions), int(after_ms), Path(folder.strip()))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        print(-os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status), flush=True)


if __name__ == "__main__":
    main()
