"""The daily sweep of a server: what is older than the agent file says is deleted."""

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path

from loguru import logger

from calls.audit import AuditLog
from calls.clock import off_loop
from calls.privacy.archive import Archive
from calls.privacy.sweeping import Keep, Swept, sweep
from cli.retention import keep_of
from configs import LoadedAgent

DAY_SECS = 24 * 3600.0


async def sweep_daily(
    data: Path, agent: LoadedAgent, environ: Mapping[str, str], say: Callable[[str], object]
) -> None:
    """Sweep now and once a day, until cancelled. Returns at once when the agent keeps everything for ever."""
    keep = keep_of(agent)
    while keep:
        try:
            swept = await _sweep(data, keep, environ)
        except Exception as error:  # whatever is wrong today, tomorrow it is tried again
            logger.error(f"the sweep failed: {error}")
        else:
            if swept.calls or swept.recordings:
                calls, recordings = len(swept.calls), len(swept.recordings)
                say(f"[dim]Retention: deleted {calls} calls and {recordings} recordings[/dim]")
        await asyncio.sleep(DAY_SECS)


async def _sweep(data: Path, keep: Mapping[str, Keep], environ: Mapping[str, str]) -> Swept:
    url = environ.get("CALLWRIGHT_DATABASE_URL") or None
    audit = await off_loop(lambda: AuditLog.open(data, environ), name="audit")
    return await sweep(Archive(data, audit, url=url), keep)
