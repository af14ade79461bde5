"""Callwright with the appointments agent on the local engines: real recognition, real synthesis."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI

from benchmarks.serving import main
from configs import load_agent
from pipeline import Switchboard
from transports.twilio.app import twilio_routes

AGENT = "appointments"


@asynccontextmanager
async def make_app(folder: Path) -> AsyncIterator[FastAPI]:
    """The Twilio routes over a switchboard that keeps its files in `folder`."""
    async with await Switchboard.open(
        load_agent(AGENT, environ={}, offline=True),
        data=folder,
        database_url=f"sqlite+aiosqlite:///{folder / 'calls.db'}",
        environ={},
    ) as board:
        app = FastAPI()
        app.include_router(twilio_routes(board.answer))
        yield app


if __name__ == "__main__":
    main(make_app)
