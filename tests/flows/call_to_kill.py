"""A process that holds a call in a child of its own for each line it reads: folder, call id, seed.

The child books once, asking twice at a time and twice in a row, tells where it is, and waits to be killed.
"""

import asyncio
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from types import SimpleNamespace
from zoneinfo import ZoneInfo

# Loaded by the first database that is opened: here, it is so for all children.
import alembic.command  # noqa: F401

from calls.desk import Desk
from calls.events import CallStarted
from calls.folders import call_folder
from calls.journal import Journal
from calls.ledger_book import Ledger
from calls.notes import JournalNotes
from calls.record import fold
from calls.store import CallStore, default_url
from compliance.redaction.safe import AsKept
from flows.tools import tool
from flows.tools.running import idempotency_key


def tell(what):
    os.write(1, (what + "\n").encode())


@tool(effect="write", read_back=lambda flow_manager, time: time)
async def book(flow_manager, time: str):
    """Book."""
    data, rng = flow_manager.state["data"], flow_manager.state["rng"]
    tell("begun")
    await asyncio.sleep(rng.random() * 0.02)
    log = os.open(data / "backend.log", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(log, f"{idempotency_key(flow_manager)} {time}\n".encode())
    os.close(log)
    tell("written")
    await asyncio.sleep(rng.random() * 0.02)
    return {"status": "booked"}


async def call(data, call_id, rng):
    at = datetime(2026, 3, 1, 12, tzinfo=UTC)
    journal = Journal.create(call_folder(data, call_id, at), masker=AsKept())
    journal.write(
        CallStarted(
            call_id=call_id,
            agent="a",
            agent_hash="0" * 16,
            carrier="twilio",
            direction="inbound",
            started_at="2026-03-01T12:00:00.000Z",
        )
    )
    store = await CallStore.open(default_url(data))
    await store.begin(fold(journal.events))
    desk = Desk(
        call_id=call_id,
        caller=None,
        timezone=ZoneInfo("UTC"),
        notes=JournalNotes(journal),
        resources=None,
        data_dir=data,
        tool_timeout_secs=5.0,
        ledger=Ledger(call_id, store.ledger),
    )
    words = [{"role": "user", "content": "at eleven"}]
    place = SimpleNamespace(
        worker=SimpleNamespace(app_resources=desk),
        get_current_context=lambda: words,
        state={"data": data, "rng": rng},
    )
    tell("ready")
    await asyncio.sleep(rng.random() * 0.1)
    await book(place, time="eleven")
    tell("proposed")
    await asyncio.sleep(rng.random() * 0.1)
    words.append({"role": "user", "content": "yes"})
    for _ in range(2):
        await asyncio.gather(book(place, time="eleven"), book(place, time="eleven"))
    tell("done")
    await asyncio.sleep(60)


def main() -> None:
    """One process that has everything loaded is forked for each call: loading takes longer than the call."""
    for line in sys.stdin:
        folder, call_id, seed = line.split()
        child = os.fork()
        if not child:
            asyncio.run(call(Path(folder), call_id, Random(int(seed))))
            os._exit(0)
        tell(f"pid {child}")
        os.waitpid(child, 0)
        tell("over")


if __name__ == "__main__":
    main()
