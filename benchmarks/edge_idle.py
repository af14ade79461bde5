"""A thousand idle connections and frames of a megabyte beside a running call: they do not disturb it.

`python -m benchmarks.edge_idle [CONNECTIONS]`. Exits with 1 where the call broke off, where the next one was
answered late, or where the worker fell behind.
"""

import asyncio
import socket
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

from benchmarks.edge_scene import Crowd, served

ANSWER_SECS = 0.5
LAG_MS = 50.0
"""How much later than before the worker may be with its work (p95)."""


def idle(port: int, number: int) -> socket.socket:
    """A connection that says nothing, or the beginning of a request that never ends."""
    connection = socket.create_connection(("127.0.0.1", port))
    if number % 2:
        connection.sendall(b"POST /twilio/voice HTTP/1.1\r\nX: ")
    return connection


async def flood(port: int) -> None:
    """A stream without a token, and a megabyte in one frame."""
    with suppress(OSError, WebSocketException, TimeoutError):
        async with connect(f"ws://127.0.0.1:{port}/twilio/stream", max_size=None) as stream:
            await stream.send("x" * 1_000_000)


async def disturb(folder: Path, connections: int) -> list[str]:
    """What was disturbed."""
    crowd, said = Crowd(), list[str]()
    limits = {"loop_lag_ms": 5000, "idle_connections": connections + 100}
    async with served(folder, crowd, workers=1, limits=limits) as server:
        held = await crowd.call()
        assert held is not None
        await asyncio.sleep(10)
        before = (await server.ask("/health/active-calls"))[1]["loop_lag_ms"]
        open_ones = [await asyncio.to_thread(idle, server.port, number) for number in range(connections)]
        began = time.monotonic()
        late = await crowd.call()
        waited = crowd.answers("/voice")[-1].secs
        while time.monotonic() - began < 10:
            await asyncio.gather(*(flood(server.port) for _ in range(5)))
            await asyncio.sleep(0.5)
        during = (await server.ask("/health/active-calls"))[1]["loop_lag_ms"]
        for connection in open_ones:
            connection.close()
        print(f"{connections} idle connections; the next call was answered within {waited * 1000:.0f} ms")
        print(f"the worker was late by {before:.0f} ms before and {during:.0f} ms meanwhile (p95)")
        if late is None or waited > ANSWER_SECS:
            said.append("the next call was not answered in time")
        if held.ended.is_set():
            said.append("the call broke off")
        if during > before + LAG_MS:
            said.append("the worker fell behind")
        for caller in (held, late):
            if caller is not None:
                await caller.hang_up()
        await server.settled(2)
    await crowd.carrier.close()
    return said


def main() -> int:
    """The command."""
    connections = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    with tempfile.TemporaryDirectory() as folder:
        said = asyncio.run(disturb(Path(folder), connections))
    print("; ".join(said) or "the call was not disturbed")
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main())
