"""A page over real WebRTC is put through to a person at a simulated carrier, in real time."""

import asyncio
import fractions
import importlib.util
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random

import numpy as np
import pytest
import uvicorn
from aiortc.mediastreams import MediaStreamTrack
from av import AudioFrame
from fastapi import FastAPI

from calls.end_reasons import EndReason
from calls.record import CallRecord
from configs import load_agent
from pipeline import Switchboard
from simulation.asgi_socket import AsgiExchange
from simulation.carrier.blocks import PersonBlock
from simulation.carrier.network import FakeTwilio
from simulation.carrier.people import Person
from simulation.carriers import open_account
from simulation.stage import PUBLIC
from tests.network import need_webrtc
from transports.line import Line
from transports.phone.office import Front
from transports.playground import add_playground

spec = importlib.util.spec_from_file_location("webrtc_page", Path(__file__).with_name("webrtc_page.py"))
assert spec is not None and spec.loader is not None
webrtc_page = importlib.util.module_from_spec(spec)
spec.loader.exec_module(webrtc_page)

pytestmark = [pytest.mark.realtime, pytest.mark.timeout(120)]

AGENT = Path(__file__).parents[1] / "flows" / "handoff" / "agents" / "desk.yaml"
PERSON = PersonBlock(after_secs=0.3, listens_secs=0.1, detected_secs=0.1, talks_secs=5)
HZ = 48000


class Microphone(MediaStreamTrack):
    """Silence, or a tone."""

    kind = "audio"

    def __init__(self) -> None:
        super().__init__()
        self.loud = False
        self._sent = 0
        self._began = time.time()

    async def recv(self) -> AudioFrame:
        await asyncio.sleep(max(0.0, self._began + self._sent / HZ - time.time()))
        at = (self._sent + np.arange(HZ // 50)) / HZ
        samples = (8000 * self.loud * np.sin(2 * np.pi * 400 * at)).astype(np.int16)
        frame = AudioFrame.from_ndarray(samples[None, :], layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = HZ, self._sent, fractions.Fraction(1, HZ)
        self._sent += HZ // 50
        return frame


@asynccontextmanager
async def serving(app: FastAPI) -> AsyncIterator[str]:
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning"))
    task = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        await task


async def test_page_and_person_hear_each_other(tmp_path: Path) -> None:
    need_webrtc()
    agent = load_agent(AGENT)
    board = await Switchboard.open(agent, data=tmp_path, database_url=f"sqlite:///{tmp_path / 'calls.db'}")
    twilio = FakeTwilio(Random(1), people={"+12125550142": PERSON})
    records: list[CallRecord] = []

    async def answer(line: Line) -> None:
        records.append(await board.answer(line))

    front, app = Front(answer, public=PUBLIC), FastAPI()
    app.include_router(open_account(twilio, front).router)
    add_playground(
        app,
        answer,
        agent=agent.config,
        control=lambda: front.switchroom.control("", "+15550100100", PUBLIC),
    )
    twilio.reach(AsgiExchange(app))
    microphone = Microphone()
    try:
        async with serving(app) as url, webrtc_page.calling(url, microphone=microphone) as page:
            await page.until("bot-stopped-speaking")
            page.send("send-text", "asks", {"content": "Can I speak to a real person, please?"})
            async with asyncio.timeout(40):
                while not (twilio.legs and twilio.legs[0].met):
                    await asyncio.sleep(0.05)
            (leg,) = twilio.legs
            assert isinstance(leg.phone, Person) and leg.phone.line is not None
            line = leg.phone.line
            await asyncio.sleep(0.8)  # the last of the music
            page.loudest, began, microphone.loud = 0, line.now, True
            await line.say((6000 * np.sin(2 * np.pi * 150 * np.arange(8000) / 8000)).astype(np.int16))
            await asyncio.sleep(2)
            heard_by_page, heard_by_person = page.loudest, len(line.playout.loud_frames(began, line.now))
            microphone.loud = False
            await asyncio.wait_for(page.gone.wait(), 30)
    finally:
        await twilio.close()
        await board.close()
    assert heard_by_page > 3000
    assert heard_by_person > 60  # of a hundred frames of 20 ms
    (record,) = records
    assert record.end_reason == EndReason.TRANSFERRED
    assert [transfer.outcome for transfer in record.transfers] == ["connected"]
    assert (leg.status, leg.ended_by) == ("completed", "person")
