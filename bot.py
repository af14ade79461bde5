"""The door that Pipecat knows: `python bot.py` serves an agent to a browser, a Daily room, or Twilio.

The agent is chosen by CALLWRIGHT_AGENT, or by `agent:` in the file given with --runner-body.
This is Pipecat's development runner: it checks no signature, so never point a phone number at it.
"""

import argparse
import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI
from loguru import logger
from pipecat.runner.types import RunnerArguments

from configs import LoadedAgent
from pipeline import AGENT_PROBLEMS, Switchboards, rehearse
from pipeline.sweeping import sweep_at_start
from pipeline.warm import keep_loaded
from transports.arrival import arrive, refuse, requested_agent
from transports.dev_runner import Flags, load_runner, offered, quiet_logs
from transports.errors import TransportError
from transports.playground import add_page
from transports.signals import on_signal

DEFAULT_AGENT = "appointments"

WRONG = (*AGENT_PROBLEMS, TransportError)
"""What its sentence explains; anything else is logged with its traceback."""

boards = Switchboards()


def chosen_agent(flags: argparse.Namespace | None) -> str:
    """The agent of whoever started the process."""
    return getattr(flags, "agent", None) or os.environ.get("CALLWRIGHT_AGENT") or DEFAULT_AGENT


async def bot(arguments: RunnerArguments) -> None:
    """Hold one call. Called by Pipecat's runner for each session."""
    flags = arguments.cli_args
    alone = getattr(flags, "direct", False)
    if alone:
        quiet_logs(bool(flags and flags.verbose))
    try:
        agent = requested_agent(arguments.body) or chosen_agent(flags)
        board = await boards.board(agent)
        line = await arrive(arguments, agent)
    except Exception as problem:
        logger.opt(exception=not isinstance(problem, WRONG)).error(f"No call: {problem}")
        await refuse(arguments, "The agent cannot take this call; the terminal that runs it says why.")
        return
    try:
        await board.answer(line)
    finally:
        if alone:
            await boards.close()


async def prepare(name: str) -> LoadedAgent:
    """Load what is slow, and delete what the agent's file does not let us keep any longer."""
    agent = await rehearse(name)
    await sweep_at_start(agent, os.environ)
    keep_loaded()
    return agent


def main() -> None:
    """Serve until interrupted."""
    runner = load_runner()
    app: FastAPI = runner.app
    flags = argparse.Namespace(verbose=0)

    def ready(parsed: argparse.Namespace) -> None:
        vars(flags).update(vars(parsed))
        quiet_logs(flags.verbose)
        name = chosen_agent(flags)
        logger.info(f"Warming {name}: models and engines load once, before the first caller ...")
        agent = asyncio.run(prepare(name)).config
        # Before Pipecat mounts its own page there: the first one counts.
        add_page(app, agent=agent, transports=offered(flags, os.environ))

    @asynccontextmanager
    async def at_work(_: FastAPI) -> AsyncIterator[None]:
        quiet_logs(flags.verbose)
        await boards.board(chosen_agent(flags))
        with on_signal(boards.hang_up):
            yield
        await boards.close()

    app.include_router(APIRouter(lifespan=at_work))
    try:
        runner.main(Flags(ready))
    except Exception as problem:
        if flags.verbose:
            raise
        sys.exit(f"error: {str(problem) or type(problem).__name__}")
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
