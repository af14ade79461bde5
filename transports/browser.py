"""A browser over WebRTC → a line."""

import asyncio
from contextlib import suppress

from pipecat.processors.frameworks.rtvi.models import Error, ErrorData
from pipecat.transports.base_transport import TransportParams
from pipecat.transports.smallwebrtc.connection import SmallWebRTCConnection
from pipecat.transports.smallwebrtc.transport import SmallWebRTCTransport

from calls.control import CallControl
from transports.line import BROWSER_END_SILENCE_SECS, BROWSER_IN_HZ, BROWSER_OUT_HZ, Line

CONNECT_SECS = 30.0
"""Seconds a page has, from its offer, to connect. Pipecat waits for ever for one that never tries."""

TURN_AWAY_SECS = 10.0
"""Seconds a page that is turned away has to come and hear why."""

PARTING_SECS = 0.5
"""Seconds between the last message and the close, so that the message arrives."""


def webrtc_line(
    connection: SmallWebRTCConnection,
    *,
    control: CallControl | None = None,
    connect_secs: float = CONNECT_SECS,
) -> Line:
    """The line of a page that offered a peer connection. Call it where an event loop runs.

    `control`: what rings persons for it, where somebody can.
    """
    _give_up_after(connect_secs, connection)
    transport = SmallWebRTCTransport(
        webrtc_connection=connection,
        params=TransportParams(
            audio_in_enabled=True,
            audio_out_enabled=True,
            audio_out_end_silence_secs=BROWSER_END_SILENCE_SECS,
        ),
    )
    return Line(
        transport=transport,
        carrier="webrtc",
        audio_in_hz=BROWSER_IN_HZ,
        audio_out_hz=BROWSER_OUT_HZ,
        page=True,
        control=control,
    )


def _give_up_after(secs: float, connection: SmallWebRTCConnection) -> None:
    async def give_up() -> None:
        await asyncio.sleep(secs)
        if connection.pc.connectionState in ("new", "connecting"):
            await connection.disconnect()

    watch = asyncio.get_running_loop().create_task(give_up())

    async def over(_: SmallWebRTCConnection) -> None:
        watch.cancel()

    connection.add_event_handler("closed", over)


async def turn_away(connection: SmallWebRTCConnection, why: str) -> None:
    """Tell a page why there is no call, and close its connection."""
    ready = asyncio.Event()

    async def heard(_: SmallWebRTCConnection, message: object) -> None:
        if isinstance(message, dict) and message.get("type") == "client-ready":
            ready.set()

    connection.add_event_handler("app-message", heard)
    await connection.connect()
    with suppress(TimeoutError):
        await asyncio.wait_for(ready.wait(), TURN_AWAY_SECS)
    connection.send_app_message(Error(data=ErrorData(error=why, fatal=True)).model_dump())
    await asyncio.sleep(PARTING_SECS)
    await connection.disconnect()
