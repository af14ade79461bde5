"""A caller in a browser: WebRTC in real time, a line without a network on the virtual clock."""

from random import Random

import numpy as np
import pytest
from fastapi import FastAPI

from calls.events import KeyPressed
from simulation.asgi_socket import AsgiExchange
from simulation.carrier import TwilioCaller
from simulation.exchange import SocketRefused
from simulation.mulaw import RATE
from simulation.needs import line_of
from simulation.page_caller import FROM_AGENT_HZ, LEAD, PageCaller
from simulation.play import Conditions, play
from simulation.scenario import Scenario
from simulation.suite import agent_of, find_files, load_suite
from simulation.wideband import WidebandCaller
from tests.network import need_webrtc

CALLS = {
    each.short_name: each for each in load_suite(find_files(["flows/appointments/scenarios/recording.yaml"]))
}


def frame(loudness: int) -> bytes:
    """20 ms of what a page is sent."""
    at = np.arange(FROM_AGENT_HZ // 50) / FROM_AGENT_HZ
    return (loudness * np.sin(2 * np.pi * 400 * at)).astype("<i2").tobytes()


def with_band(band: str) -> Scenario:
    call = CALLS["answered_by_key"]
    traits = call.callwright.caller.model_copy(update={"band": band})
    return Scenario(**{**vars(call), "callwright": call.callwright.model_copy(update={"caller": traits})})


@pytest.mark.parametrize(
    ("carrier", "live", "band", "line"),
    [
        ("webrtc", True, "phone", PageCaller),
        ("webrtc", True, "wide", PageCaller),
        ("webrtc", False, "phone", WidebandCaller),
        ("twilio", True, "phone", TwilioCaller),
        ("twilio", True, "wide", WidebandCaller),
    ],
)
def test_webrtc_is_spoken_in_real_time(carrier: str, live: bool, band: str, line: type) -> None:
    assert line_of(with_band(band), carrier, live=live) is line


class StillCaller(PageCaller):
    """One whose clock stands still."""

    now = 0  # pyright: ignore[reportAssignmentType]


async def test_a_pause_is_left_out_while_more_waits_to_be_heard_and_speech_is_not() -> None:
    caller = StillCaller(AsgiExchange(FastAPI()), Random(1))
    for _ in range(10):
        caller.hear(frame(5000))
    spoken = caller.playout.end
    assert spoken == 10 * RATE // 50 > LEAD
    for _ in range(10):
        caller.hear(frame(20))
    assert caller.playout.end == spoken
    caller.hear(frame(5000))
    assert caller.playout.end == spoken + RATE // 50


async def test_a_pause_is_heard_as_one_where_nothing_waits() -> None:
    caller = StillCaller(AsgiExchange(FastAPI()), Random(1))
    caller.hear(frame(0))
    assert caller.playout.end == RATE // 50
    assert caller.playout.loud_frames(0, RATE) == []


async def test_a_server_without_a_page_refuses() -> None:
    with pytest.raises(SocketRefused, match="POST /start answered 404"):
        await PageCaller(AsgiExchange(FastAPI()), Random(1)).dial()


@pytest.mark.realtime
@pytest.mark.timeout(120)
def test_a_call_goes_over_webrtc_as_its_scenario_says() -> None:
    need_webrtc()
    call = CALLS["answered_by_key"]
    (result,) = play(call, agent_of(call), Conditions(clock="real", carrier="webrtc"))
    assert result.failures == []
    assert result.record is not None
    assert (result.record.carrier, result.record.from_) == ("webrtc", call.callwright.given.from_)
    assert any(isinstance(event, KeyPressed) for event in result.events)
