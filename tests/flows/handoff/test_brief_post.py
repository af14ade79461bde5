"""A briefing is sent to a webhook as well, signed."""

import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from configs.schema.handoff import BriefWebhookBlock
from flows.external.webhooks.signing import HEADER, verify
from flows.handoff import brief_post
from flows.handoff.brief_post import BriefPost

SECRET = "a secret of many characters"
NEWS = {"transfer": 1, "status": "begun", "destination": "desk", "brief": {"who": "Maria"}}


@asynccontextmanager
async def office(*statuses: int) -> AsyncIterator[tuple[str, list[tuple[dict[str, str], bytes]]]]:
    """A server that answers with these statuses, one after the other; gives its address and what it got."""
    got: list[tuple[dict[str, str], bytes]] = []
    left = list(statuses)

    async def take(request: web.Request) -> web.Response:
        got.append((dict(request.headers), await request.read()))
        return web.Response(status=left.pop(0))

    app = web.Application()
    app.router.add_post("/briefs", take)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/briefs", got
    finally:
        await runner.cleanup()


def post(url: str, *, allow_private: bool = True) -> BriefPost:
    return BriefPost(BriefWebhookBlock(url=url, secret=SECRET, allow_private=allow_private), "call-1")


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(brief_post, "PAUSES_SECS", (0.01, 0.01))


async def test_the_briefing_arrives_signed() -> None:
    async with office(200) as (url, got):
        await post(url).send(NEWS)
    ((headers, body),) = got
    verify(SECRET, headers[HEADER], body, now=time.time())
    assert json.loads(body) == {"call_id": "call-1", **NEWS}


async def test_a_server_that_fails_is_asked_again_under_the_same_key() -> None:
    async with office(500, 503, 204) as (url, got):
        await post(url).send(NEWS)
    assert [headers["Idempotency-Key"] for headers, _ in got] == ["call-1/transfer/1/begun"] * 3


async def test_a_briefing_that_nobody_takes_disturbs_nothing() -> None:
    async with office(500, 500, 500) as (url, got):
        await post(url).send(NEWS)
    assert len(got) == 3
    await post("http://127.0.0.1:9/briefs").send(NEWS)


def test_a_briefing_leaves_the_house_over_https_only() -> None:
    with pytest.raises(ValueError, match="may not be sent over http"):
        post("http://crm.example.com/briefs", allow_private=False)


async def test_a_public_briefing_does_not_reach_private_addresses() -> None:
    async with office(200) as (url, got):
        await post(url.replace("http:", "https:"), allow_private=False).send(NEWS)
    assert got == []
