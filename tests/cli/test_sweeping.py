"""A server deletes once a day what its agent file does not let it keep."""

import asyncio
import shutil
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from calls.clock import utc_now
from calls.privacy.sweeping import Keep
from cli.edge.process import is_first, new_name
from cli.sweeping import sweep_daily
from configs import LoadedAgent, load_agent
from configs.schema.retention import RetentionBlock
from pipeline.sweeping import keep_of
from simulation.clock import run_virtual


def agent_that_keeps(**days: int) -> LoadedAgent:
    agent = load_agent("appointments", environ={}, offline=True)
    return replace(agent, config=agent.config.model_copy(update={"retention": RetentionBlock(**days)}))


async def swept(data: Path, agent: LoadedAgent, secs: float) -> list[object]:
    told: list[object] = []
    sweeping = asyncio.create_task(sweep_daily(data, [agent], {}, told.append))
    await asyncio.sleep(secs)
    sweeping.cancel()
    with suppress(asyncio.CancelledError):
        await sweeping
    return told


def journals(data: Path) -> int:
    return len(list(data.rglob("journal.jsonl")))


def test_calls_go_on_the_day_on_which_they_are_too_old(world: Path, tmp_path: Path) -> None:
    data = Path(shutil.copytree(world, tmp_path / "data"))
    agent, before = agent_that_keeps(call_days=3), journals(data)
    start = datetime.fromisoformat("2026-03-04T00:00:00-05:00")

    async def four_days() -> tuple[list[object], datetime]:
        return await swept(data, agent, timedelta(days=4).total_seconds()), utc_now()

    told, now = run_virtual(four_days, start=start, limit_secs=1e6)

    assert now > start + timedelta(days=3.9)
    assert told == ["Retention: deleted 3 calls and 0 recordings"]
    assert journals(data) == before - 3


def test_an_agent_that_keeps_everything_is_never_swept(tmp_path: Path) -> None:
    agent = load_agent("appointments", environ={}, offline=True)
    assert keep_of(agent) == {}
    asyncio.run(asyncio.wait_for(sweep_daily(tmp_path, [agent], {}, print), 5))


def test_of_several_agents_those_are_swept_that_keep_for_a_time() -> None:
    dentist = agent_that_keeps(call_days=3)
    shop = load_agent("support", environ={}, offline=True)
    assert keep_of(dentist, shop) == {"appointments": Keep(None, 3)}


def test_one_worker_of_a_server_sweeps_for_all() -> None:
    names = [new_name("vm-2", index) for index in (0, 1, 10)]
    assert [is_first(name) for name in names] == [True, False, False]
