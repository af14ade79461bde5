"""Keys that the agent presses are heard at the carrier's end, on every carrier."""

import asyncio
from datetime import UTC, datetime
from random import Random

import numpy as np
import pytest
from fastapi import FastAPI
from pipecat.audio.dtmf.types import KeypadEntry
from pipecat.frames.frames import EndFrame, OutputDTMFFrame
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineParams, PipelineWorker
from pipecat.workers.runner import WorkerRunner

from simulation.asgi_socket import AsgiExchange
from simulation.carriers import KITS, open_account
from simulation.clock import run_virtual
from simulation.mulaw import RATE, decode
from simulation.stage import PUBLIC
from transports.line import Line
from transports.phone.office import Front

START = datetime(2026, 3, 2, 9, 15, tzinfo=UTC)

FIVE = (770, 1336)
"""Hertz."""


async def presses_five(line: Line) -> None:
    pipeline = Pipeline([line.transport.input(), line.transport.output()])
    params = PipelineParams(audio_in_sample_rate=RATE, audio_out_sample_rate=RATE)
    worker = PipelineWorker(pipeline, params=params, enable_rtvi=False)
    runner = WorkerRunner(handle_sigint=False)
    await runner.add_workers(worker)
    await worker.queue_frames([OutputDTMFFrame(button=KeypadEntry.FIVE), EndFrame()])
    await runner.run()


@pytest.mark.parametrize("carrier", ["twilio", "telnyx", "vonage"])
def test_a_key_sounds_and_the_stream_stays_open_until_it_was_heard(carrier: str) -> None:
    async def call() -> np.ndarray:
        kit = KITS[carrier]
        account = kit.carrier(Random(1))
        app = FastAPI()
        app.include_router(open_account(account, Front(presses_five, public=PUBLIC)).router)
        exchange = AsgiExchange(app)
        account.reach(exchange)
        caller = kit.caller(exchange, Random(2), carrier=account)
        await caller.dial()
        async with asyncio.timeout(30):
            await caller.ended.wait()
        assert caller.ended_by_agent and caller.failure is None
        heard = decode(caller.playout.heard(caller.now)).astype(float)
        await caller.hang_up()
        await account.close()
        return heard

    heard = run_virtual(call, start=START, limit_secs=600)
    spectrum = np.abs(np.fft.rfft(heard))
    hertz = np.fft.rfftfreq(len(heard), 1 / RATE)
    loudest = {round(float(hertz[at]) / 10) for at in np.argsort(spectrum)[-40:]}
    for tone in FIVE:
        assert any(abs(each * 10 - tone) <= 30 for each in loudest)
    assert np.count_nonzero(np.abs(heard) > 500) > RATE // 20, "at least 50 ms of it were heard"
