"""OpenAI's chat completions, streamed: `POST /v1/chat/completions`, as any server speaks them."""

import asyncio
import itertools
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from aiohttp import web

from simulation.faults import WRITTEN, Fault, FaultBoard
from simulation.providers.answering import Answer, Asking, Mind, SmallRule
from simulation.providers.server import STALL_SECS, FakeProvider

FIRST_TOKEN_SECS = 0.35
TOKEN_SECS = 0.02


class FakeOpenAI(FakeProvider):
    """Its mind answers; the words come token by token."""

    name = "openai"

    def __init__(self, mind: Mind | None = None, board: FaultBoard | None = None, **kwargs: Any) -> None:
        super().__init__(board, **kwargs)
        self.mind = mind or SmallRule()
        self.answers: list[Answer] = []
        """Every answer that it began to give, in order."""
        self._numbers = itertools.count(1)

    def routes(self) -> Iterable[web.RouteDef]:
        """See `FakeProvider`."""
        return [web.post("/v1/chat/completions", self._complete)]

    def error(self, status: int) -> dict[str, Any]:
        """See `FakeProvider`."""
        kinds = {401: "invalid_request_error", 403: "invalid_request_error", 429: "rate_limit_exceeded"}
        kind = kinds.get(status, "server_error")
        return {"error": {"message": f"refused with {status}", "type": kind, "code": kind, "param": None}}

    async def _complete(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        admitted = await self.admit(request, body)
        if isinstance(admitted, web.Response):
            return admitted
        if admitted is not None:
            return self.refusal(503, admitted)
        answer = self.mind.answer(Asking.of(body))
        self.answers.append(answer)
        if not body.get("stream"):
            return web.json_response(self._whole(answer, body))
        fault = self.board.strike(self.name, WRITTEN)
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        stream = _Stream(self, request, response, fault)
        try:
            await stream.send(self._chunks(answer, body, fault))
        except ConnectionError:
            return response
        return response

    def _whole(self, answer: Answer, body: dict[str, Any]) -> dict[str, Any]:
        message = {"role": "assistant", "content": answer.text or None}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        return {
            **_BASE,
            "object": "chat.completion",
            "model": body["model"],
            "choices": [choice],
            "usage": _USAGE,
        }

    def _chunks(self, answer: Answer, body: dict[str, Any], fault: Fault | None) -> Iterator[dict[str, Any]]:
        """The pieces of an answer: the role, tokens or tools, how it ended, what it cost."""
        kind = fault.kind if fault is not None else None
        base = {**_BASE, "object": "chat.completion.chunk", "model": body["model"]}

        def chunk(delta: dict[str, Any], finish: str | None = None) -> dict[str, Any]:
            return {**base, "choices": [{"index": 0, "delta": delta, "finish_reason": finish}], "usage": None}

        yield chunk({"role": "assistant", "content": ""})
        finish = "stop"
        if kind == "bad_tool_json" and body.get("tools"):
            finish = "tool_calls"
            name = body["tools"][0]["function"]["name"]
            yield from (chunk(delta) for delta in self._call(0, name, '{"reason": "because", "when'))
        elif kind == "mute":
            yield from (chunk({"content": " "}) for _ in range(3))
        elif kind != "empty":
            yield from (chunk({"content": token}) for token in re.findall(r"\S+\s*", answer.text))
            for index, tool in enumerate(answer.tools):
                finish = "tool_calls"
                deltas = self._call(index, tool.name, json.dumps(dict(tool.arguments)))
                yield from (chunk(delta) for delta in deltas)
        yield chunk({}, finish)
        if (body.get("stream_options") or {}).get("include_usage"):
            yield {**base, "choices": [], "usage": _USAGE}

    def _call(self, index: int, name: str, arguments: str) -> Iterator[dict[str, Any]]:
        call = {"index": index, "id": f"call_{next(self._numbers)}", "type": "function"}
        yield {"tool_calls": [{**call, "function": {"name": name, "arguments": ""}}]}
        for start in range(0, len(arguments), 12):
            piece = arguments[start : start + 12]
            yield {"tool_calls": [{"index": index, "function": {"arguments": piece}}]}


class _Stream:
    """One answer on its way, with at most one fault."""

    def __init__(
        self, provider: FakeOpenAI, request: web.Request, response: web.StreamResponse, fault: Fault | None
    ) -> None:
        self._provider = provider
        self._request = request
        self._response = response
        self._fault = fault

    async def send(self, chunks: Iterable[dict[str, Any]]) -> None:
        """Send everything. Raises ConnectionError when the fault ends the connection."""
        fault, pieces = self._fault, list(chunks)
        kind = fault.kind if fault is not None else None
        await asyncio.sleep(FIRST_TOKEN_SECS)
        if fault is not None and kind == "latency":
            await asyncio.sleep(fault.secs)
        if kind == "reorder":
            # Two tokens change places; how an answer begins and ends does not.
            middle = pieces[1:-2]
            pieces[1:-2] = [piece for pair in zip(middle[1::2], middle[::2], strict=False) for piece in pair]
        for number, piece in enumerate(pieces):
            if number:
                await asyncio.sleep(TOKEN_SECS)
            struck = number and fault is not None and number > fault.after
            if struck and fault is not None and not await self._strike(fault, piece):
                return
            await self._write(json.dumps(piece))
        await self._write("[DONE]")

    async def _strike(self, fault: Fault, piece: dict[str, Any]) -> bool:
        """What the fault does before a piece; whether the answer goes on."""
        match fault.kind:
            case "drop" | "rst":
                transport = self._request.transport
                if transport is not None:
                    transport.abort() if fault.kind == "rst" else transport.close()
                raise ConnectionError(fault.kind)
            case "stall_first" | "stall_mid":
                await asyncio.sleep(fault.secs or STALL_SECS)
            case "slow_drip":
                await asyncio.sleep(fault.secs)
            case "jitter":
                await asyncio.sleep(self._provider.rng.uniform(0, fault.secs))
            case "duplicate":
                await self._write(json.dumps(piece))
            case "malformed":
                await self._write(json.dumps(piece)[:-9])
                return False
            case "error":
                await self._write(json.dumps(self._provider.error(500)))
                return False
            case _:
                pass
        return True

    async def _write(self, data: str) -> None:
        await self._response.write(f"data: {data}\n\n".encode())


_BASE = {"id": "chatcmpl-fake", "created": 1767225600, "system_fingerprint": "fake"}
_USAGE = {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}
