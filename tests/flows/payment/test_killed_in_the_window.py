"""`kill -9` while a caller tells a card: what was told is in no file, and the call still ends in a record."""

import asyncio
import os
import signal
import subprocess
import sys
import wave
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from calls.events import CardAsked, SecureWindowClosed, SecureWindowOpened
from calls.journal_file import read_journal
from calls.recovery import recover
from calls.store import CallStore, default_url
from tests.flows.payment.test_payment_calls import CARDS
from tests.flows.payment.tokeniser import Tokeniser, running
from tests.flows.payment.traces import texts_of, traces

ROOT = Path(__file__).resolve().parents[3]

MOMENTS = {
    "the number is keyed in, and half of the code": ("keyed_in", 3, 1000),
    "the number is half told": ("spoken_over_two_turns", 2, 2500),
}
"""Scenario, questions for the card until then, and milliseconds after the last of them.

A question comes when the one before it was answered, so something of the card was told each time.
"""


@pytest.fixture(scope="module")
def tokeniser() -> Iterator[Tokeniser]:
    with running() as server:
        yield server


@pytest.fixture(scope="module")
def caller(tokeniser: Tokeniser) -> Iterator[subprocess.Popen[str]]:
    program = [sys.executable, "-m", "tests.flows.payment.window_to_kill"]
    with subprocess.Popen(
        program, cwd=ROOT, env={**os.environ, **tokeniser.environ},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        yield process
        assert process.stdin is not None
        process.stdin.close()


@pytest.mark.parametrize("moment", MOMENTS)
def test_nothing_of_the_card_is_on_the_disk(
    moment: str, caller: subprocess.Popen[str], tokeniser: Tokeniser, tmp_path: Path
) -> None:
    name, questions, after_ms = MOMENTS[moment]
    assert caller.stdin is not None and caller.stdout is not None
    caller.stdin.write(f"{name} {questions} {after_ms} {tmp_path}\n")
    caller.stdin.flush()
    assert caller.stdout.readline().strip() == str(-signal.SIGKILL)

    data = tmp_path / "data"
    (journal,) = data.rglob("journal.jsonl")
    events = list(read_journal(journal))
    (opened,) = [one for one in events if isinstance(one, SecureWindowOpened)]
    assert sum(isinstance(one, CardAsked) for one in events) == questions
    assert not any(isinstance(one, SecureWindowClosed) for one in events), "killed inside of it"
    assert not tokeniser.requests

    asyncio.run(recovered(data))
    files = dict(texts_of(tmp_path))
    assert {"all.log", "data/callwright.db"} <= set(files)
    assert any(name.endswith("record.json") for name in files)
    found = {file: trace for file, text in files.items() if (trace := traces(text, *CARDS[name]))}
    assert found == {}
    silent_from(opened.at_ms, data)


async def recovered(data: Path) -> None:
    """The next start finds the call, and ends it."""
    store = await CallStore.open(default_url(data))
    await recover(data, store)
    (call,) = await store.list()
    assert call.end_reason is not None
    await store.close()


def silent_from(opened_ms: int, data: Path) -> None:
    """What there is of the recording plays, has sound before the window, and none in it."""
    (file,) = data.rglob("*.wav")
    with wave.open(str(file)) as played:
        rate = played.getframerate()
        sound = np.frombuffer(played.readframes(played.getnframes()), "<i2").reshape(-1, 2)
    place = opened_ms * rate // 1000
    assert sound[:place].any()
    assert not sound[place:].any()
