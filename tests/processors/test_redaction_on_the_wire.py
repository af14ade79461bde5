"""What leaves for a language model and a voice over real sockets, while a caller says a card and a number."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from pipecat.frames.frames import (
    Frame,
    TranscriptionFrame,
    UserStartedSpeakingFrame,
    UserStoppedSpeakingFrame,
)
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineParams
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.processors.aggregators.llm_response_universal import LLMUserAggregatorParams
from pipecat.tests.utils import SleepFrame
from pipecat.turns.user_turn_strategies import ExternalUserTurnStrategies

from compliance.redaction.finding import Finder
from compliance.redaction.policy import Policy
from compliance.redaction.redactor import Redactor
from configs.schema.providers import ProviderChoice
from processors.agent_redaction import AgentRedaction
from processors.redaction import CallerRedaction
from processors.turn_pair import TurnPair
from services import BuildContext, build
from tests.patient import run_test

CARD = "4111111111111111"
SOCIAL = "123456789"


class Providers:
    """A model that says back what it heard, and a card besides; and a voice. Both remember what they got."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.spoken: list[str] = []
        self.address = ""

    async def think(self, request: web.Request) -> web.StreamResponse:
        body = await request.text()
        self.asked.append(body)
        heard = [m["content"] for m in json.loads(body)["messages"] if m["role"] == "user"][-1]
        words = f"You said {heard}. I have four one one one 1111 1111 1111 on file. Shall I go on?"
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        for piece in [words[at : at + 3] for at in range(0, len(words), 3)]:
            delta = {"index": 0, "delta": {"content": piece}, "finish_reason": None}
            chunk = {
                "id": "1",
                "object": "chat.completion.chunk",
                "created": 0,
                "model": "m",
                "choices": [delta],
            }
            await response.write(f"data: {json.dumps(chunk)}\n\n".encode())
        await response.write(b"data: [DONE]\n\n")
        return response

    async def speak(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        async for message in socket:
            if message.type is web.WSMsgType.TEXT:
                self.spoken.append(message.data)
        return socket

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Providers"]:
        app = web.Application()
        app.router.add_post("/v1/chat/completions", self.think)
        app.router.add_get("/{any:.*}", self.speak)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self.address = f"127.0.0.1:{runner.addresses[0][1]}"
        try:
            yield self
        finally:
            await runner.cleanup()

    def made(self, kind: str, service: str, args: dict[str, str], settings: dict[str, str]):
        context = BuildContext(
            environ={"OPENAI_API_KEY": "k", "CARTESIA_API_KEY": "k"},
            language="en-US",
            timezone="UTC",
            script=None,
            node=lambda: None,
            state=dict,
            wideband=False,
        )
        return build(kind, ProviderChoice(service=service, args=args, settings=settings), context)  # type: ignore[arg-type]


def digits(messages: list[str]) -> str:
    """All that was sent to one provider: its digits, and digits in words as digits."""
    text = " ".join(messages)
    for number, word in enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
    ):
        text = text.replace(word, str(number))
    return "".join(sign for sign in text if sign.isdigit())


async def talk(redactor: Redactor | None, *turns: str) -> Providers:
    """A conversation over real sockets; without a redactor nothing is hidden."""
    async with Providers().running() as providers:
        params = LLMUserAggregatorParams(user_turn_strategies=ExternalUserTurnStrategies())
        pair = TurnPair(LLMContext(), user_params=params)
        llm = providers.made("llm", "openai", {"base_url": f"http://{providers.address}/v1"}, {"model": "m"})
        tts = providers.made("tts", "cartesia", {"url": f"ws://{providers.address}/tts"}, {"voice": "v"})
        stages = [pair.user(), llm, tts, pair.assistant()]
        if redactor is not None:
            stages = [
                CallerRedaction(redactor, frozenset, lambda _: None),
                pair.user(),
                llm,
                AgentRedaction(redactor),
                tts,
                pair.assistant(),
            ]
        frames: list[Frame] = []
        for turn in turns:
            said = TranscriptionFrame(turn, "", "", finalized=True)
            frames += [UserStartedSpeakingFrame(), said, UserStoppedSpeakingFrame(), SleepFrame(0.4)]
        phone = PipelineParams(audio_in_sample_rate=8000, audio_out_sample_rate=8000)
        await asyncio.wait_for(run_test(Pipeline(stages), frames_to_send=frames, pipeline_params=phone), 30)
    return providers


TURNS = (
    "my card is 4111 1111 1111 1111",
    "that was four one one one one one one one one one one one one one one one",
    "and my social security number is 123-45-6789",
)


async def test_no_digit_of_a_card_reaches_the_model_or_the_voice() -> None:
    providers = await talk(Redactor(Policy.preset(), Finder()), *TURNS)
    assert "[CARD_1]" in providers.asked[0] and "[NATIONAL_ID_1]" in providers.asked[-1]
    assert any("your card number" in text for text in providers.spoken)
    for sent in (digits(providers.asked), digits(providers.spoken)):
        assert "4111" not in sent and "11111" not in sent and "12345" not in sent and "6789" not in sent


@pytest.mark.parametrize("private", [CARD, SOCIAL])
async def test_without_redaction_every_digit_does(private: str) -> None:
    providers = await talk(None, *TURNS)
    assert private in digits(providers.asked)
    assert private in digits(providers.spoken)


async def test_the_first_part_of_a_card_is_gone_from_what_is_sent_after_the_second() -> None:
    providers = await talk(Redactor(Policy.preset(), Finder()), "it's 4111", "1111", "1111 1111")
    assert "[CARD_1]" in providers.asked[-1]
    assert "1111" not in digits(providers.asked[-1:])
