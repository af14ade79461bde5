"""What the speech providers are really asked for on a phone call, on sockets of our own."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import deepgram
import pytest
from aiohttp import web
from pipecat.frames.frames import TTSSpeakFrame
from pipecat.pipeline.worker import PipelineParams
from pipecat.processors.frame_processor import FrameProcessor
from pipecat.tests.utils import SleepFrame

from configs.schema.providers import ProviderChoice
from services import BuildContext, ServiceError, build
from tests.patient import run_test

PHONE = PipelineParams(audio_in_sample_rate=8000, audio_out_sample_rate=8000)

KEYS = {"DEEPGRAM_API_KEY": "dg", "ELEVENLABS_API_KEY": "el", "CARTESIA_API_KEY": "ca"}


class Provider:
    """Accepts any websocket and remembers path, query, headers and what it was sent."""

    def __init__(self) -> None:
        self.path = ""
        self.query: Mapping[str, str] = {}
        self.headers: Mapping[str, str] = {}
        self.messages: list[dict] = []

    async def accept(self, request: web.Request) -> web.WebSocketResponse:
        self.path, self.query, self.headers = request.path, request.query, request.headers
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        async for message in socket:
            if message.type is web.WSMsgType.TEXT and message.data.startswith("{"):
                self.messages.append(message.json())
        return socket

    @asynccontextmanager
    async def running(self) -> AsyncIterator[str]:
        app = web.Application()
        app.router.add_get("/{any:.*}", self.accept)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        try:
            yield f"ws://127.0.0.1:{runner.addresses[0][1]}"
        finally:
            await runner.cleanup()


def made(kind: str, service: str, args: dict, settings: dict | None = None) -> FrameProcessor:
    context = BuildContext(
        environ=KEYS,
        language="en-US",
        timezone="UTC",
        script=None,
        node=lambda: None,
        state=dict,
        wideband=False,
    )
    return build(kind, ProviderChoice(service=service, args=args, settings=settings or {}), context)


async def phone_call(service: FrameProcessor, *frames) -> None:
    await asyncio.wait_for(
        run_test(service, frames_to_send=[*frames, SleepFrame(0.3)], pipeline_params=PHONE), 20
    )


async def test_deepgram_hears_8_khz_in_the_agents_language_at_the_given_address():
    provider = Provider()
    async with provider.running() as address:
        await phone_call(made("stt", "deepgram", {"base_url": address}, {"keyterm": ["Ada", "Bob"]}))
    assert provider.path == "/v1/listen"
    assert provider.query["sample_rate"] == "8000"
    assert provider.query["encoding"] == "linear16"
    assert provider.query["language"] == "en-US"
    assert provider.query.getall("keyterm") == ["Ada", "Bob"]
    assert provider.headers["Authorization"] == "Token dg"


async def test_cartesia_hears_8_khz():
    provider = Provider()
    async with provider.running() as address:
        await phone_call(made("stt", "cartesia", {"base_url": address}))
    assert provider.query["sample_rate"] == "8000"
    assert provider.query["language"] == "en"
    assert provider.headers["X-API-Key"] == "ca"


async def test_elevenlabs_speaks_8_khz():
    provider = Provider()
    async with provider.running() as address:
        await phone_call(made("tts", "elevenlabs", {"url": address}, {"voice": "v1"}))
    assert provider.path == "/v1/text-to-speech/v1/multi-stream-input"
    assert provider.query["output_format"] == "pcm_8000"
    assert provider.query["language_code"] == "en"
    assert provider.headers["xi-api-key"] == "el"


async def test_cartesia_speaks_8_khz():
    provider = Provider()
    async with provider.running() as address:
        tts = made("tts", "cartesia", {"url": f"{address}/tts/websocket"}, {"voice": "v1"})
        await phone_call(tts, TTSSpeakFrame("Good morning."))
    asked = next(message for message in provider.messages if message.get("transcript"))
    assert asked["output_format"]["sample_rate"] == 8000
    assert asked["voice"] == {"mode": "id", "id": "v1"}


def test_deepgram_is_refused_when_the_address_cannot_be_applied(monkeypatch):
    """Otherwise the caller's voice would go to the public cloud with no more than a line in the log."""

    def changed(**addresses):
        raise TypeError("another version of the client library")

    monkeypatch.setattr(deepgram, "DeepgramClientEnvironment", changed)
    with pytest.raises(ServiceError, match=r"points to wss://api\.deepgram\.com"):
        made("stt", "deepgram", {"base_url": "wss://speech.internal.example"})


def test_deepgrams_own_cloud_is_the_default():
    assert made("stt", "deepgram", {}).address == "wss://api.deepgram.com"
