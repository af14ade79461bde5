"""OpenAI's protocol over a real socket: bounded waiting, no hidden retries, no key to strangers."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import openai
import pytest
from aiohttp import web
from pipecat.processors.aggregators.llm_context import LLMContext

from configs.schema.providers import ProviderChoice
from services import BuildContext, build
from services.openai_llm import OPENAI_ADDRESS, BoundedOpenAILLMService

ANSWER = {
    "id": "1",
    "object": "chat.completion",
    "created": 0,
    "model": "m",
    "choices": [
        {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "Good morning."}}
    ],
}


class Server:
    """A little server that speaks the protocol and remembers what it was asked."""

    def __init__(self, status: int = 200, stall_secs: float = 0.0):
        self.status, self.stall_secs = status, stall_secs
        self.asked: list[tuple[str | None, dict]] = []

    async def answer(self, request: web.Request) -> web.Response:
        self.asked.append((request.headers.get("Authorization"), await request.json()))
        await asyncio.sleep(self.stall_secs)
        body = ANSWER if self.status == 200 else {"error": {"message": "not now"}}
        return web.json_response(body, status=self.status, headers={"Retry-After": "5"})

    @asynccontextmanager
    async def running(self) -> AsyncIterator[str]:
        app = web.Application()
        app.router.add_post("/v1/chat/completions", self.answer)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        try:
            yield f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
        finally:
            await runner.cleanup()


def llm(args: dict, environ: dict | None = None, settings: dict | None = None) -> BoundedOpenAILLMService:
    context = BuildContext(
        environ=environ or {},
        language="en-US",
        timezone="UTC",
        script=None,
        node=lambda: None,
        state=dict,
        wideband=False,
    )
    choice = ProviderChoice(service="openai", settings=settings or {}, args=args)
    built = build("llm", choice, context)
    assert isinstance(built, BoundedOpenAILLMService)
    return built


async def ask(service: BoundedOpenAILLMService) -> str | None:
    return await service.run_inference(LLMContext([{"role": "developer", "content": "Greet."}]))


async def test_a_compatible_server_answers_and_never_sees_openais_key(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-the-process")
    server = Server()
    async with server.running() as address:
        said = await ask(llm({"base_url": address}, {"OPENAI_API_KEY": "sk-of-the-agent"}, {"model": "m"}))
    assert said == "Good morning."
    [(authorization, body)] = server.asked
    assert authorization == "Bearer none"
    assert body["model"] == "m"
    assert [message["role"] for message in body["messages"]] == ["user"]


async def test_a_compatible_server_gets_the_key_that_is_named_for_it():
    server = Server()
    async with server.running() as address:
        args = {"base_url": address, "api_key_env": "GROQ_API_KEY"}
        await ask(llm(args, {"GROQ_API_KEY": "for-groq", "OPENAI_API_KEY": "not-this"}))
    assert server.asked[0][0] == "Bearer for-groq"


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_a_failing_server_is_asked_once_and_reported_at_once(status):
    server = Server(status)
    started = time.monotonic()
    async with server.running() as address:
        with pytest.raises(openai.APIStatusError):
            await ask(llm({"base_url": address}))
    assert len(server.asked) == 1
    assert time.monotonic() - started < 2.0


async def test_a_silent_server_is_given_up_after_the_read_timeout():
    server = Server(stall_secs=5)
    started = time.monotonic()
    async with server.running() as address:
        with pytest.raises(openai.APITimeoutError):
            await ask(llm({"base_url": address, "read_timeout_secs": 0.3}))
    assert len(server.asked) == 1
    assert time.monotonic() - started < 2.0


async def test_openai_itself_is_the_address_whatever_the_process_says(monkeypatch):
    monkeypatch.setenv("OPENAI_BASE_URL", "http://elsewhere.example/v1")
    client = llm({}, {"OPENAI_API_KEY": "k"})._client
    assert str(client.base_url).rstrip("/") == OPENAI_ADDRESS
    assert (client.timeout.connect, client.timeout.read, client.max_retries) == (2.0, 8.0, 0)


async def test_openais_newer_role_goes_to_openai_alone():
    assert llm({}, {"OPENAI_API_KEY": "k"}).supports_developer_role
    assert not llm({"base_url": "http://localhost:1/v1"}).supports_developer_role
