"""The server behind `callwright serve`."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

import uvicorn
from fastapi import APIRouter, FastAPI
from rich.markup import escape

from calls.audit import AuditLog
from calls.journal import Journal
from cli.live import LiveTranscript
from cli.sweeping import sweep_daily
from pipeline import Switchboard
from pipeline.checking import require_agent
from pipeline.warm import keep_loaded
from transports.briefing import briefing_routes
from transports.phone.public import PublicUrl
from transports.phone.switchroom import Switchroom
from transports.playground import add_playground
from transports.recordings import recording_routes
from transports.signals import on_signal
from transports.twilio.account import SID, TOKEN, credentials_from
from transports.twilio.app import twilio_routes
from transports.twilio.http_wire import twilio_wire
from transports.twilio.rest import TwilioRest

MAX_FRAME_BYTES = 65_536
"""A WebSocket message above this closes the socket; Twilio's largest is far below."""


async def serve_agent(
    agent: str,
    *,
    host: str,
    port: int,
    public_host: str | None,
    offline: bool,
    say: Callable[[str], object],
) -> None:
    """Serve until interrupted. Raises ConfigProblems for the agent, LineUnavailable for half an account."""
    loaded = require_agent(agent, environ=os.environ, offline=offline)
    account = credentials_from(os.environ)
    rest = TwilioRest(account.account_sid, twilio_wire(account)) if account is not None else None
    say(
        f"[dim]Warming {escape(loaded.name)}: models and engines load once, before the first caller ...[/dim]"
    )

    def watch(journal: Journal) -> None:
        journal.on_event(LiveTranscript(say).event)

    board = await Switchboard.open(loaded, on_call=watch)
    keep_loaded()
    board.briefings.on_open = lambda ticket: say(
        f"  [bold]briefing[/bold]         http://{host}:{port}/briefing/{ticket}"
    )
    sweeping = asyncio.create_task(
        sweep_daily(board.data, [loaded], os.environ, lambda text: say(f"[dim]{text}[/dim]")), name="sweep"
    )
    try:
        server = uvicorn.Server(
            uvicorn.Config(
                _app(board, public_host, rest),
                host=host,
                port=port,
                log_level="warning",
                ws_max_size=MAX_FRAME_BYTES,
                timeout_graceful_shutdown=10,
            )
        )
        say(f"[bold]{escape(loaded.name)}[/bold] answers:")
        say(f"  in the browser   http://{host}:{port}/client/")
        webhook = f"https://{public_host or 'HOST'}/twilio/voice"
        say(f"  on a phone       point a Twilio number's voice webhook at {webhook}")
        if rest is None:
            say(f"[dim]Without {SID} and {TOKEN} nobody can be fetched to a call.[/dim]")
        elif loaded.config.handoff.destinations and not (public_host and loaded.config.handoff.rings_from):
            say(
                "[dim]For a caller in the browser nobody can be fetched without --public-host and "
                "handoff.rings_from.[/dim]"
            )
        say("[yellow]For development: no signature is checked, so keep it from the world.[/yellow]")
        # The server hands the Ctrl-C that ended it on, and asyncio makes it a cancellation of this task.
        with suppress(asyncio.CancelledError):
            await server.serve()
            await asyncio.sleep(0)
    finally:
        sweeping.cancel()
        await board.close()
        if rest is not None:
            await rest.close()


def _app(board: Switchboard, public_host: str | None, rest: TwilioRest | None) -> FastAPI:
    @asynccontextmanager
    async def calls_end_with_the_server(_: FastAPI) -> AsyncIterator[None]:
        with on_signal(board.hang_up):
            yield
        await board.hang_up()

    app = FastAPI(title="Callwright", docs_url=None, redoc_url=None, openapi_url=None)
    app.include_router(APIRouter(lifespan=calls_end_with_the_server))
    audit = AuditLog.open(board.data)
    app.include_router(briefing_routes(board.briefings, audit))
    app.include_router(recording_routes(board.data, audit.keys, audit))
    room = Switchroom()
    app.include_router(twilio_routes(board.answer, public_host=public_host, rest=rest, switchroom=room))
    agent, public = board.agent.config, PublicUrl.of_host(public_host) if public_host else None
    number = agent.handoff.rings_from or ""
    add_playground(app, board.answer, agent=agent, control=lambda: room.control("", number, public))
    return app
