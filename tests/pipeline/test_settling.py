"""Digits that might have gone on when the call ended: the record of a call that ended in order has them."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from calls.end_reasons import EndReason
from calls.events import CallerSpoke, TextRestored
from calls.folders import JOURNAL, RECORD
from calls.recovery import recover
from calls.store import CallStore, default_url
from configs import load_agent
from services.local import engines
from simulation.play import Conditions, play
from simulation.result import ScenarioResult
from simulation.scenario import load_scenarios

DIGITS = "four one one one two two two three three three"
SCENARIO = f"""
name: settles
callwright: {{agent: appointments}}
user: {{modality: audio, speech: {{service: local}}}}
scenarios:
  - name: digits_at_the_end
    turns:
      - expect: [{{event: response}}]
      - user: {DIGITS}
        expect: [{{event: response}}]
"""


@pytest.fixture(scope="module", autouse=True)
def voices() -> Iterator[None]:
    """The callers' and the agent's voice is a process of its own."""
    yield
    asyncio.run(engines.close())


@pytest.fixture(scope="module")
def call(tmp_path_factory: pytest.TempPathFactory) -> tuple[ScenarioResult, Path]:
    """A call that ends right after digits."""
    folder = tmp_path_factory.mktemp("settles")
    (folder / "settles.yaml").write_text(SCENARIO, encoding="utf-8")
    (only,) = load_scenarios(folder / "settles.yaml")
    (result,) = play(only, load_agent("appointments"), Conditions(data=folder / "data", ears="scripted"))
    return result, folder / "data"


def test_the_record_of_a_call_that_ended_in_order_has_the_harmless_digits(
    call: tuple[ScenarioResult, Path],
) -> None:
    result, data = call
    (spoke,) = [event for event in result.events if isinstance(event, CallerSpoke)]
    assert "four" not in spoke.text
    restored = [event.text for event in result.events if isinstance(event, TextRestored)]
    assert restored == [DIGITS]
    (record,) = data.rglob(RECORD)
    assert DIGITS in record.read_text("utf-8")


async def test_the_record_of_a_call_that_crashed_does_not_have_them(
    call: tuple[ScenarioResult, Path], tmp_path: Path
) -> None:
    (journal,) = call[1].rglob(JOURNAL)
    lines = journal.read_text("utf-8").splitlines(keepends=True)
    before = next(n for n, line in enumerate(lines) if '"text_restored"' in line)
    folder = tmp_path / journal.parent.relative_to(call[1])
    folder.mkdir(parents=True)
    (folder / JOURNAL).write_text("".join(lines[:before]), "utf-8")

    store = await CallStore.open(default_url(tmp_path))
    (record,) = await recover(tmp_path, store)
    await store.close()

    assert record.end_reason is EndReason.CRASHED
    said = [turn.caller.text for turn in record.turns if turn.caller]
    assert len(said) == 1
    assert "four" not in said[0]
