"""What every server of the benchmark does the same: pin itself, serve on loopback, end with its parent."""

import argparse
import asyncio
import json
import os
import socket
import sys
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import uvicorn
import uvloop
from fastapi import FastAPI
from loguru import logger

STREAM_PATH = "/twilio/stream"
"""Where every server takes a media stream."""

MakeApp = Callable[[Path], AbstractAsyncContextManager[FastAPI]]
"""(folder for files) to an app that is closed on exit."""


def pin(core: int) -> None:
    """Run this process, and what it starts, on one core. Without effect where the system has no affinity."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {core})


async def parent_gone() -> None:
    """Wait until the other end of stdin has closed: the benchmark holds it open for as long as it lives."""
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while await reader.read(4096):
        pass


class _Server(uvicorn.Server):
    """Says its port once it listens."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then write one line of JSON for the parent."""
        await super().startup(sockets)
        if sockets and self.started:
            print(json.dumps({"port": sockets[0].getsockname()[1], "pid": os.getpid()}), flush=True)


async def _serve(make_app: MakeApp, folder: Path) -> None:
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    async with make_app(folder) as app:
        server = _Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
        serving = asyncio.create_task(server.serve([listener]))
        watching = asyncio.create_task(parent_gone())
        await asyncio.wait([serving, watching], return_when=asyncio.FIRST_COMPLETED)
        server.should_exit = server.force_exit = True
        watching.cancel()
        await serving


def main(make_app: MakeApp) -> None:
    """Run one server until the parent lets go of it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--core", type=int, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    arguments = parser.parse_args()
    pin(arguments.core)
    logger.remove()
    logger.add(sys.stderr, level="WARNING")
    uvloop.run(_serve(make_app, arguments.folder))
