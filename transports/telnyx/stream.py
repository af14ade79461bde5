"""A Telnyx media stream: its first messages."""

from fastapi import WebSocket

from transports.errors import StreamRefused
from transports.phone.stream import Opening, is_connected, receive
from transports.telnyx.messages import read_start
from transports.telnyx.serializer import WindowedTelnyxSerializer


async def read_opening(websocket: WebSocket) -> Opening:
    """Read `connected` and `start` of an accepted socket. Raises StreamRefused."""
    if not is_connected(await receive(websocket)):
        raise StreamRefused("the first message is not 'connected'")
    start = read_start(await receive(websocket))
    serializer = WindowedTelnyxSerializer(
        stream_id=start.stream_id,
        inbound_encoding="PCMU",
        outbound_encoding="PCMU",
        # Ending is: close the stream. A REST hang-up races transfers and can hang the pipeline.
        params=WindowedTelnyxSerializer.InputParams(auto_hang_up=False),
    )
    return Opening(start.start.call_control_id, serializer, from_=start.start.from_, to=start.start.to)
