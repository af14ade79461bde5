"""An answer that is none, or not whole, is an error before anything comes of it."""

from types import SimpleNamespace as Thing

import pytest

from services.checked_stream import BadReply, CheckedStream


class Chunks:
    """A stream of these chunks."""

    def __init__(self, *chunks):
        self.chunks, self.closed = chunks, False

    async def __aiter__(self):
        for chunk in self.chunks:
            yield chunk

    async def close(self):
        self.closed = True


def chunk(*, finish=None, calls=()):
    return Thing(choices=[Thing(finish_reason=finish, delta=Thing(content="", tool_calls=calls))])


def call(arguments, index=0):
    return Thing(index=index, function=Thing(arguments=arguments))


async def read(*chunks) -> int:
    """How many chunks came through."""
    return len([each async for each in CheckedStream(Chunks(*chunks), lambda: None)])


async def test_a_whole_answer_comes_through_as_it_is():
    usage = Thing(choices=[])
    pieces = chunk(calls=[call('{"a"')]), chunk(calls=[call(": 1}")], finish="tool_calls")
    assert await read(chunk(), *pieces, usage) == 4


async def test_a_call_without_arguments_is_a_call():
    assert await read(chunk(calls=[call("")], finish="tool_calls")) == 1


@pytest.mark.parametrize(
    ("chunks", "why"),
    [
        ((), "no stream of events"),
        ((chunk(), chunk()), "broke off"),
        ((chunk(calls=[call('{"a": ')], finish="tool_calls"),), "no JSON"),
        ((chunk(calls=[call("{}"), call("{", 1)], finish="tool_calls"),), "no JSON"),
        ((chunk(calls=[call("[1]")], finish="tool_calls"),), "list in place of named arguments"),
    ],
)
async def test_what_is_no_answer_is_an_error(chunks, why):
    with pytest.raises(BadReply, match=why):
        await read(*chunks)


async def test_every_piece_of_a_call_is_told_of():
    told = []
    chunks = Chunks(chunk(), chunk(calls=[call("{")]), chunk(calls=[call("}")], finish="tool_calls"))
    stream = CheckedStream(chunks, lambda: told.append("piece"))
    assert len([each async for each in stream]) == 3
    assert told == ["piece", "piece"]
    await stream.close()
    assert chunks.closed
