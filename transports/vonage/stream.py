"""A Vonage media stream: its first message."""

from fastapi import WebSocket

from transports.phone.stream import Opening, receive
from transports.vonage.messages import read_connected
from transports.vonage.serializer import PACKET_BYTES, WindowedVonageSerializer


async def read_opening(websocket: WebSocket) -> Opening:
    """Read `websocket:connected` of an accepted socket. Raises StreamRefused."""
    connected = read_connected(await receive(websocket))
    return Opening(connected.call, WindowedVonageSerializer(), packet_bytes=PACKET_BYTES)
