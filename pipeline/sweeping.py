"""What is older than an agent file says is deleted: one sweep, for every door that an agent has."""

from collections.abc import Mapping
from pathlib import Path

from loguru import logger

from calls.audit import AuditLog
from calls.clock import off_loop
from calls.privacy.archive import Archive
from calls.privacy.sweeping import Keep, Swept, sweep
from configs import LoadedAgent


def keep_of(agent: LoadedAgent) -> dict[str, Keep]:
    """The agent's name to how long its calls are kept; nothing if for ever."""
    block = agent.config.retention
    if block.recording_days is None and block.call_days is None:
        return {}
    return {agent.config.agent: Keep(block.recording_days, block.call_days)}


async def sweep_once(data: Path, agent: LoadedAgent, environ: Mapping[str, str]) -> Swept | None:
    """Delete what is too old now; None when the agent keeps everything for ever.

    Raises what the store, the key ring and the audit log raise.
    """
    keep = keep_of(agent)
    if not keep:
        return None
    url = environ.get("CALLWRIGHT_DATABASE_URL") or None
    audit = await off_loop(lambda: AuditLog.open(data, environ), name="audit")
    return await sweep(Archive(data, audit, url=url), keep)


async def sweep_at_start(data: Path, agent: LoadedAgent, environ: Mapping[str, str]) -> None:
    """Sweep before anything is served. What goes wrong is logged, and tried again at the next start."""
    try:
        swept = await sweep_once(data, agent, environ)
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
