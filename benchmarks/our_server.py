"""Callwright as it serves phones: an agent file, a flow, journal and recording on, the fakes as providers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI

from benchmarks.fakes import BENCH
from benchmarks.serving import main
from pipeline import Switchboard
from pipeline.warm import keep_loaded
from services.catalog import CATALOG
from transports.twilio.app import twilio_routes

AGENT = Path(__file__).resolve().parent / "agent" / "bench.yaml"


@asynccontextmanager
async def make_app(folder: Path) -> AsyncIterator[FastAPI]:
    """The Twilio routes over a switchboard that keeps its files in `folder`."""
    async with await Switchboard.open(
        AGENT,
        data=folder,
        database_url=f"sqlite+aiosqlite:///{folder / 'calls.db'}",
        environ={},
        catalog=(*CATALOG, *BENCH),
    ) as board:
        app = FastAPI()
        app.include_router(twilio_routes(board.answer))
        keep_loaded()
        yield app


if __name__ == "__main__":
    main(make_app)
