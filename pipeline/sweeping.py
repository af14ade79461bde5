"""What is older than an agent file says is deleted: one sweep, for every door that an agent has."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from loguru import logger

from calls.audit import AuditLog
from calls.clock import off_loop
from calls.folders import data_dir
from calls.privacy.archive import Archive
from calls.privacy.sweeping import Keep, Swept, sweep
from configs import LoadedAgent


def keep_of(*agents: LoadedAgent) -> dict[str, Keep]:
    """Name to how long its calls are kept, for every agent that does not keep them for ever."""
    blocks = {agent.config.agent: agent.config.retention for agent in agents}
    return {
        name: Keep(block.recording_days, block.call_days)
        for name, block in blocks.items()
        if block.recording_days is not None or block.call_days is not None
    }


async def sweep_once(data: Path, agents: Sequence[LoadedAgent], environ: Mapping[str, str]) -> Swept | None:
    """Delete what is too old now; None when these agents keep everything for ever.

    Raises what the store, the key ring and the audit log raise.
    """
    keep = keep_of(*agents)
    if not keep:
        return None
    url = environ.get("CALLWRIGHT_DATABASE_URL") or None
    audit = await off_loop(lambda: AuditLog.open(data, environ), name="audit")
    return await sweep(Archive(data, audit, url=url), keep)


async def sweep_at_start(agent: LoadedAgent, environ: Mapping[str, str]) -> None:
    """Sweep before anything is served. What goes wrong is logged, and tried again at the next start."""
    try:
        swept = await sweep_once(data_dir(environ), [agent], environ)
    except Exception as error:
        logger.error(f"the sweep failed: {error}")
    else:
        if swept and told(swept):
            logger.info(told(swept))


def told(swept: Swept) -> str:
    """What was deleted, for people; empty for nothing."""
    if not swept.calls and not swept.recordings:
        return ""
    return f"Retention: deleted {len(swept.calls)} calls and {len(swept.recordings)} recordings"
