"""The daily sweep of a server: what is older than the agent file says is deleted."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from loguru import logger

from configs import LoadedAgent
from pipeline.sweeping import keep_of, sweep_once, told

DAY_SECS = 24 * 3600.0


async def sweep_daily(
    data: Path, agents: Sequence[LoadedAgent], environ: Mapping[str, str], say: Callable[[str], object]
) -> None:
    """Sweep now and once a day, until cancelled. Returns at once if these agents keep everything for ever."""
    while keep_of(*agents):
        try:
            swept = await sweep_once(data, agents, environ)
        except Exception as error:  # whatever is wrong today, tomorrow it is tried again
            logger.error(f"the sweep failed: {error}")
        else:
            if swept and told(swept):
                say(told(swept))
        await asyncio.sleep(DAY_SECS)
