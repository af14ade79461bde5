"""The browser playground: a page at `/client`, and the WebRTC signalling that it speaks.

The page is our own. Pipecat's prebuilt one loads a script from Daily's servers for its microphone, so it does
nothing without a network; the signalling here is the same, and a page built on Pipecat's client works too.
"""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI, HTTPException, Request
from fastapi.responses import RedirectResponse
from fastapi.staticfiles import StaticFiles
from pipecat.transports.smallwebrtc.connection import SmallWebRTCConnection
from pipecat.transports.smallwebrtc.request_handler import (
    IceCandidate,
    SmallWebRTCPatchRequest,
    SmallWebRTCRequest,
    SmallWebRTCRequestHandler,
)

from configs.schema.agent import AgentConfig
from transports.browser import webrtc_line
from transports.line import Line
from transports.phone.control import PhoneControl

PAGE = Path(__file__).with_name("page")

MAX_SESSIONS = 100
"""Sessions that may wait for their offer; the oldest goes first."""


def add_page(app: FastAPI, *, agent: AgentConfig, transports: Sequence[str]) -> None:
    """Serve the page, and tell it whose agent this is and which ways in would work."""

    @app.get("/status")
    async def status() -> dict[str, object]:
        return {
            "status": "ready",
            "transports": list(transports),
            "agent": agent.agent,
            "description": agent.description,
        }

    app.mount("/client", StaticFiles(directory=PAGE, html=True))


def add_playground(
    app: FastAPI,
    answer: Callable[[Line], Coroutine[Any, Any, object]],
    *,
    agent: AgentConfig,
    control: Callable[[], PhoneControl | None] = lambda: None,
) -> None:
    """Serve the page and hand every browser that connects to `answer`.

    `control` makes what rings persons for one caller; None where nobody can be rung.
    """
    handler = SmallWebRTCRequestHandler()
    calls: set[asyncio.Task[object]] = set()
    sessions: dict[str, None] = {}

    async def hold(connection: SmallWebRTCConnection) -> None:
        rings = control()
        try:
            await answer(webrtc_line(connection, control=rings))
        finally:
            if rings is not None:
                await rings.close()

    async def connected(connection: SmallWebRTCConnection) -> None:
        call = asyncio.get_running_loop().create_task(hold(connection))
        calls.add(call)
        call.add_done_callback(calls.discard)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        await handler.close()
        await asyncio.gather(*calls, return_exceptions=True)

    app.include_router(_routes(handler, connected, sessions, lifespan))
    add_page(app, agent=agent, transports=("webrtc",))


def _routes(
    handler: SmallWebRTCRequestHandler,
    connected: Callable[[SmallWebRTCConnection], Coroutine[Any, Any, None]],
    sessions: dict[str, None],
    lifespan: Callable[[FastAPI], AbstractAsyncContextManager[None]],
) -> APIRouter:
    router = APIRouter(lifespan=lifespan)

    @router.get("/", include_in_schema=False)
    async def home() -> RedirectResponse:
        return RedirectResponse("/client/")

    @router.post("/start")
    async def start() -> dict[str, str]:
        while len(sessions) >= MAX_SESSIONS:
            sessions.pop(next(iter(sessions)))
        session = secrets.token_urlsafe(16)
        sessions[session] = None
        return {"sessionId": session}

    @router.post("/sessions/{session}/api/offer")
    async def offer(session: str, request: Request) -> object:
        if session not in sessions:
            raise HTTPException(404, "unknown session; POST /start first")
        try:
            offered = SmallWebRTCRequest.from_dict(await request.json())
        except (TypeError, ValueError, AttributeError):
            raise HTTPException(400, "not a WebRTC offer: sdp and type are required") from None
        if not isinstance(offered.sdp, str) or "m=audio" not in offered.sdp:
            raise HTTPException(400, "not a WebRTC offer: it has no audio")
        try:
            return await handler.handle_web_request(request=offered, webrtc_connection_callback=connected)
        except Exception:
            # aiortc raises anything, and asserts, for a description that it cannot read or answer.
            raise HTTPException(400, "not a WebRTC offer that can be answered") from None

    @router.patch("/sessions/{session}/api/offer")
    async def candidates(session: str, request: Request) -> dict[str, str]:
        if session not in sessions:
            raise HTTPException(404, "unknown session; POST /start first")
        try:
            body = await request.json()
            patch = SmallWebRTCPatchRequest(
                pc_id=body["pc_id"], candidates=[IceCandidate(**c) for c in body.get("candidates", [])]
            )
        except (TypeError, ValueError, KeyError, AttributeError):
            raise HTTPException(400, "not ICE candidates: pc_id and candidates are required") from None
        await handler.handle_patch_request(patch)
        return {"status": "success"}

    return router
