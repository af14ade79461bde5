"""A web server that answers as a test has it, and tools that call it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from flows.external.webhooks.client import WebhookClient
from flows.external.webhooks.tool import webhook_tool
from tests.flows.webhooks.shop import Shop, answer, hook, manager


@pytest.fixture
async def shop() -> AsyncIterator[Shop]:
    shop = Shop([answer({"say": "It's on its way."})])
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", shop.handle)
    server = TestServer(app)
    await server.start_server()
    shop.url = str(server.make_url("/hook"))
    yield shop
    await server.close()


@pytest.fixture
async def client() -> AsyncIterator[WebhookClient]:
    async with WebhookClient() as client:
        yield client


Caller = Callable[..., Awaitable[dict[str, Any]]]


@pytest.fixture
def call(shop: Shop, client: WebhookClient, tmp_path: Path) -> Caller:
    """Call a webhook's tool: `await call({"order": "123456"}, effect="write")`; gives the model's result."""

    async def run(arguments: dict[str, Any], url: str = "", **changes: Any) -> dict[str, Any]:
        deadline = changes.pop("deadline", 5.0)
        tool = webhook_tool(hook(url or shop.url, **changes), client)
        result, _ = await tool(manager(tmp_path, tool_timeout_secs=deadline), **arguments)
        return result

    return run
