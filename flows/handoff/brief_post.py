"""Sends a briefing to a webhook as well, so that a transfer leaves a trace where the business works."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any

from loguru import logger

from calls.clock import utc_now
from configs.schema.handoff import BriefWebhookBlock
from flows.external.webhooks.client import NoAnswer, NotSent, WebhookClient
from flows.external.webhooks.signing import HEADER, sign

PAUSES_SECS = (0.5, 1.5)
"""Seconds before each further attempt."""

ATTEMPT_SECS = 4.0
"""Seconds that one attempt may take."""


class BriefPost:
    """Posts the news of one call's transfers. What does not get through is logged; nobody waits for it.

    The body is JSON: `call_id`, `transfer` (1 for the first of the call), `status` (`begun`, or an outcome),
    `destination`, `brief`, and `page` where the agent file says how pages are reached. It is signed as
    webhook tools are; see `flows.external.webhooks.signing`. The `Idempotency-Key` is the same for every
    attempt at one piece of news.
    """

    def __init__(self, webhook: BriefWebhookBlock, call_id: str) -> None:
        self._webhook = webhook
        self._call_id = call_id

    async def send(self, news: Mapping[str, Any]) -> None:
        """Send it, with up to two more attempts."""
        body = json.dumps({"call_id": self._call_id, **news}, ensure_ascii=False).encode()
        key = f"{self._call_id}/transfer/{news.get('transfer')}/{news.get('status')}"
        problem = ""
        async with WebhookClient() as client:
            for pause in (*PAUSES_SECS, None):
                problem = await self._attempt(client, body, key)
                if not problem:
                    return
                await asyncio.sleep(pause or 0.0)
        logger.error(f"the briefing ({news.get('status')}) was not delivered: {problem}")

    async def _attempt(self, client: WebhookClient, body: bytes, key: str) -> str:
        """Why it did not get through; "" if it did."""
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "Callwright",
            "Idempotency-Key": key,
            HEADER: sign(self._webhook.secret, body, now=utc_now().timestamp()),
        }
        private = self._webhook.allow_private
        try:
            async with asyncio.timeout(ATTEMPT_SECS):
                answer = await client.post(self._webhook.url, body, headers, allow_private=private)
        except (NotSent, NoAnswer) as error:
            return str(error)
        except TimeoutError:
            return f"no answer within {ATTEMPT_SECS:g} s"
        return "" if 200 <= answer.status < 300 else f"status {answer.status}"
