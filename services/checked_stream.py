"""A streamed answer that is checked as it comes: what is none, or not whole, is an error and no silence."""

import json
from collections.abc import AsyncIterator, Callable
from typing import Any, Protocol


class BadReply(RuntimeError):
    """The server answered, and its answer cannot be used."""


class Stream(Protocol):
    """What OpenAI's client gives for an answer."""

    def __aiter__(self) -> AsyncIterator[Any]:
        """Its chunks."""
        ...

    async def close(self) -> None:
        """Nobody reads on."""
        ...


class CheckedStream:
    """The chunks of a stream, as they are. Raises BadReply behind the last, before a tool can be called."""

    def __init__(self, stream: Stream, on_call: Callable[[], None]) -> None:
        """`on_call` is called with each piece of a tool's call, which is not seen until it is whole."""
        self._stream, self._on_call = stream, on_call
        self._reply = _Reply()

    async def __aiter__(self) -> AsyncIterator[Any]:
        chunks = aiter(self._stream)
        try:
            async for chunk in chunks:
                if self._reply.take(chunk):
                    self._on_call()
                yield chunk
        finally:
            close = getattr(chunks, "aclose", None)
            if close is not None:
                await close()
        self._reply.check()

    async def close(self) -> None:
        """Nobody reads on."""
        await self._stream.close()


class _Reply:
    """What has come of an answer. Pure."""

    def __init__(self) -> None:
        self._chunks = 0
        self._finished = False
        self._arguments: dict[int, str] = {}

    def take(self, chunk: Any) -> bool:
        """One more chunk. Whether it is of a tool's call."""
        self._chunks += 1
        pieces = 0
        for choice in chunk.choices or ():
            self._finished = self._finished or bool(choice.finish_reason)
            for call in (choice.delta.tool_calls or ()) if choice.delta else ():
                piece = call.function.arguments if call.function else None
                self._arguments[call.index] = self._arguments.get(call.index, "") + (piece or "")
                pieces += 1
        return pieces > 0

    def check(self) -> None:
        """It is over. Raises BadReply when it is no answer, or only a part of one."""
        if not self._chunks:
            raise BadReply("the answer is no stream of events")
        if not self._finished:
            raise BadReply("the answer broke off")
        for arguments in self._arguments.values():
            try:
                read = json.loads(arguments or "{}")
            except ValueError:
                raise BadReply("a tool was called with arguments that are no JSON") from None
            if not isinstance(read, dict):
                raise BadReply(f"a tool was called with {type(read).__name__} in place of named arguments")
