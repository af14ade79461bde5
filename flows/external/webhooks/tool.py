"""A webhook as a tool: the signed request, and its retries. What an answer means is in `meaning`."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any

from loguru import logger
from pipecat.flows import FlowManager

from configs.schema.webhooks import Webhook
from flows.external.declared import Tool, declared_tool
from flows.external.webhooks.client import WebhookClient
from flows.external.webhooks.meaning import Answer, meaning
from flows.external.webhooks.request import headers_of
from flows.tools.envelope import Failed, Refused
from flows.tools.running import idempotency_key
from flows.tools.spec import desk_of

PAUSES_SECS = (0.25, 0.5)
"""Seconds before each further attempt, where a repeat is harmless."""


def webhook_tool(webhook: Webhook, client: WebhookClient) -> Tool:
    """The tool of a webhook. `client` is shared by all of them."""
    return declared_tool(webhook, webhook.description, webhook.parameters, _Hook(webhook, client).act)


class _Hook:
    """One webhook."""

    def __init__(self, webhook: Webhook, client: WebhookClient) -> None:
        self._webhook = webhook
        self._client = client

    async def act(self, flow_manager: FlowManager, **arguments: Any) -> Mapping[str, Any]:
        """Make the request. The body of a tool: see `flows.tools.running.run`."""
        desk, reads = desk_of(flow_manager), self._webhook.effect == "read"
        payload = {"tool": self._webhook.name, "call_id": desk.call_id, "arguments": arguments}
        body = json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
        key = None if reads else idempotency_key(flow_manager)
        deadline = self._webhook.timeout_secs or desk.tool_timeout_secs
        return await self._attempts(body, key, asyncio.get_running_loop().time() + deadline)

    async def _attempts(self, body: bytes, key: str | None, until: float) -> Mapping[str, Any]:
        """As many attempts as do no harm and fit in until the deadline, in the loop's seconds."""
        now = asyncio.get_running_loop().time
        harmless = self._webhook.effect == "read" or key is not None
        doubt = False
        for pause in (*PAUSES_SECS, None):
            asked = 0.0
            try:
                answer = await self._post(body, key)
                asked = answer.retry_after_secs or 0.0
                return meaning(answer)
            except Refused as no:
                if doubt and self._webhook.effect != "read":
                    raise Failed("refused, after an attempt that may have been done", unknown=True) from no
                raise
            except Failed as why:
                doubt, last = doubt or why.unknown, why
            wait = max(pause or 0.0, asked)
            # A request that never left may always be made again.
            again = pause is not None and last.retryable and (harmless or not doubt) and now() + wait < until
            if not again:
                raise Failed(str(last), unknown=doubt, retryable=None if last.retryable else False) from last
            logger.info("webhook {}: tried again after {}", self._webhook.name, last)
            await asyncio.sleep(wait)
        raise AssertionError("the last attempt returns or raises")

    async def _post(self, body: bytes, key: str | None) -> Answer:
        webhook = self._webhook
        headers = headers_of(webhook, body, key)
        return await self._client.post(webhook.url, body, headers, allow_private=webhook.allow_private)
