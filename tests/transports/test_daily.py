"""A Daily room as a line. Nothing is joined: that needs a key and a network."""

import pytest
from pipecat.runner.types import DailyDialinRequest, DailyRunnerArguments, DialinSettings, RunnerArguments
from pipecat.transports.daily.transport import DailyTransport

from transports.arrival import arrive
from transports.errors import LineUnavailable
from transports.line import BROWSER_IN_HZ, BROWSER_OUT_HZ

ROOM = "https://example.daily.co/room"
DIALLED = DailyDialinRequest(
    dialin_settings=DialinSettings(call_id="c", call_domain="d", From="+12025550123", To="+12025550199"),
    daily_api_key="key",
    daily_api_url="https://api.daily.co/v1",
).model_dump()


async def test_a_room_becomes_a_wideband_line_with_a_page():
    line = await arrive(DailyRunnerArguments(room_url=ROOM, token="t", body={}), "appointments")
    assert isinstance(line.transport, DailyTransport)
    assert (line.carrier, line.from_, line.page, line.wideband) == ("daily", None, True, True)
    assert (line.audio_in_hz, line.audio_out_hz) == (BROWSER_IN_HZ, BROWSER_OUT_HZ)


async def test_a_phone_that_dialled_into_a_room_has_a_number_and_no_page():
    line = await arrive(DailyRunnerArguments(room_url=ROOM, token="t", body=DIALLED), "appointments")
    assert (line.from_, line.to, line.page) == ("+12025550123", "+12025550199", False)


@pytest.mark.parametrize(
    "body", [None, {"dialin_settings": 1}, {"dialin_settings": {"call_id": "c"}}, "text"]
)
async def test_a_body_that_is_no_dial_in_is_an_ordinary_room(body):
    line = await arrive(DailyRunnerArguments(room_url=ROOM, token="t", body=body), "appointments")
    assert line.from_ is None and line.page


async def test_a_way_in_without_a_line_is_named():
    with pytest.raises(LineUnavailable, match="RunnerArguments is not served"):
        await arrive(RunnerArguments(), "appointments")
