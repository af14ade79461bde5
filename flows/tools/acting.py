"""Awaiting a tool's work, and what came of it: the envelope, and what it means for the ledger."""

import asyncio
import traceback
from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Any, Literal

from loguru import logger
from pipecat.flows import NO_RESPONSE

from flows.tools.envelope import Failed, Refused, failed, failed_so, refused, succeeded, timed_out
from flows.tools.spec import ToolSpec

Fate = Literal["done", "failed", "unknown"]
"""`failed`: certainly not done. `unknown`: it may have been done."""


@dataclass(frozen=True)
class Answer:
    """What came of a tool's work."""

    result: dict[str, Any]
    fate: Fate
    silent: bool = False
    """Whether the model is to say nothing about it."""


async def act(spec: ToolSpec, work: Awaitable[Any], deadline: float) -> Answer:
    """Await the work; at the deadline (seconds) it is dropped. Raises nothing but CancelledError."""
    changes, again = spec.changes_the_world, spec.idempotent
    lost: Fate = "unknown" if changes else "failed"
    try:
        answer = await _within(deadline, work)
    except Refused as no:
        return Answer(refused(no), "failed")
    except Failed as why:
        logger.warning("tool {}: failed ({}): {}", spec.name, why.status, why)
        result = failed_so(why, changes_the_world=changes, again=again)
        return Answer(result, "unknown" if changes and why.unknown else "failed")
    except TimeoutError:
        logger.warning("tool {}: no answer within {} s", spec.name, deadline)
        return Answer(timed_out(unknown=changes, again=again), lost)
    except Exception as error:
        logger.error("tool {}: {} at {}", spec.name, type(error).__name__, where(error))
        return Answer(failed(unknown=changes, again=again), lost)
    result, then = answer if isinstance(answer, tuple) else (answer, None)
    return Answer(succeeded(result), "done", silent=then is NO_RESPONSE)


async def _within(deadline: float, work: Awaitable[Any]) -> Any:
    async with asyncio.timeout(deadline):
        return await work


def where(error: Exception) -> str:
    """The place an exception came from. Its text is left out: it may quote what the caller said."""
    frames = traceback.extract_tb(error.__traceback__)
    return " < ".join(f"{frame.filename}:{frame.lineno}" for frame in reversed(frames[-3:]))
