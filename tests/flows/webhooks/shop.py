"""A web server that answers as a test has it, and webhooks of agents that call it."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import web

from calls.desk import Desk
from configs.schema.base import FromEnvironment
from configs.schema.webhooks import Webhook

SECRET = "0123456789abcdef0123"
PARAMETERS = {
    "type": "object",
    "properties": {
        "order": {"type": "string", "pattern": "^[0-9]{6}$"},
        "count": {"type": "integer", "minimum": 1, "maximum": 9},
        "day": {"type": "string", "format": "date"},
    },
    "required": ["order"],
}

Answerer = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class Seen:
    """A request as it arrived."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Shop:
    """The server. `answers`: what it does with each request in turn; the last one again and again."""

    answers: list[Answerer] = field(default_factory=list)
    seen: list[Seen] = field(default_factory=list)
    url: str = ""

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.seen.append(Seen(request.method, request.path, dict(request.headers), await request.read()))
        answer = self.answers[min(len(self.seen), len(self.answers)) - 1]
        return await answer(request)

    def will(self, *answers: Answerer) -> None:
        self.answers = list(answers)


def answer(body: Any = None, status: int = 200, **headers: str) -> Answerer:
    """An answer in JSON."""

    async def respond(_: web.Request) -> web.StreamResponse:
        return web.json_response(body, status=status, headers=headers)

    return respond


def raw(text: str, content_type: str = "text/html", status: int = 200) -> Answerer:
    """An answer in something else."""

    async def respond(_: web.Request) -> web.StreamResponse:
        return web.Response(text=text, content_type=content_type, status=status)

    return respond


async def cut(request: web.Request) -> web.StreamResponse:
    """The connection breaks after the request was read."""
    assert request.transport
    request.transport.close()
    return web.Response()


def hook(url: str, **changes: Any) -> Webhook:
    """A webhook's block of an agent file."""
    block = {
        "name": "order_status",
        "description": "Look up an order.",
        "effect": "read",
        "url": url,
        "parameters": PARAMETERS,
        "secret": FromEnvironment(SECRET, "${SHOP_SECRET}"),
        "allow_private": True,
    }
    return Webhook.model_validate(block | changes)


def manager(folder: Path, **desk: Any) -> Any:
    """What a tool is given, as far as a webhook looks at it."""
    resources = Desk(
        call_id="call_1",
        caller="+12125550188",
        timezone=ZoneInfo("America/New_York"),
        notes=SimpleNamespace(note=lambda *_: None, outcome=lambda *_, **__: None),
        resources=None,
        data_dir=folder,
        **({"tool_timeout_secs": 5.0} | desk),
    )
    words: list[Any] = [{"role": "user", "content": "Where is my order?"}]
    worker = SimpleNamespace(app_resources=resources)
    return SimpleNamespace(worker=worker, state={}, words=words, get_current_context=lambda: words)
