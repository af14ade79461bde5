"""Whole calls that tell cards, codes and social security numbers leave nothing; unmasked, everything."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.private_calls import WAY, PrivateCall, calls
from benchmarks.private_holding import Holding, hold_and_search
from calls.logs import set_up_logs
from services.local import engines

CALLS = len(WAY)
LISTENED_TO = 8
"""The recording of one call in so many is searched by recognition, which takes seconds."""

HELD = list(calls(CALLS))


@pytest.fixture(scope="module", autouse=True)
def voices() -> Iterator[None]:
    """The callers' and the agent's voice is a process of its own."""
    yield
    asyncio.run(engines.close())
    set_up_logs("DEBUG")


def name(call: PrivateCall) -> str:
    return call.name


@pytest.mark.parametrize("call", HELD, ids=name)
def test_nothing_private_is_left_of_a_call(call: PrivateCall, tmp_path: Path) -> None:
    done = hold_and_search(call, tmp_path, Holding(listen=call.number % LISTENED_TO == 0))
    assert done.problems == []
    assert done.where == []


@pytest.mark.parametrize("call", HELD[: len(WAY) : 4], ids=name)
def test_without_masking_everything_private_is_found(call: PrivateCall, tmp_path: Path) -> None:
    done = hold_and_search(call, tmp_path, Holding(masking=False, listen=False))
    assert done.problems == []
    assert set(done.told) <= done.found, done.where
    assert done.told


def test_without_masking_a_spoken_card_is_found_in_the_recording(tmp_path: Path) -> None:
    done = hold_and_search(HELD[0], tmp_path, Holding(masking=False))
    assert any("recording" in where and "spoken" in where and "track 1" in where for where in done.where)


def test_a_run_has_every_way_of_telling_and_is_the_same_every_time() -> None:
    assert {call.way for call in HELD} == set(WAY)
    assert list(calls(CALLS)) == HELD
    assert list(calls(CALLS, seed=2)) != HELD
