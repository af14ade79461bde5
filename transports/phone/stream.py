"""A media stream from its handshake to its line: who it is, and in time, before anything is opened for it."""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar

from fastapi import WebSocket, WebSocketDisconnect
from loguru import logger
from pipecat.transports.websocket.fastapi import FastAPIWebsocketParams

from transports.errors import StreamRefused
from transports.line import PHONE_HZ, Line
from transports.phone.callers import CallerCall
from transports.phone.office import START_DEADLINE_SECS, Office
from transports.phone.proof import Forged, asked_of, path_of
from transports.phone.serializer import PhoneSerializer
from transports.phone.transport import PhoneTransport

T = TypeVar("T")

POLICY_VIOLATION = 1008

SEND_TENS_OF_MS = 8
"""Agent audio in one message, in tens of milliseconds. Barge-in clears what was sent, however long."""

MAX_MESSAGE_CHARS = 16_384
"""Whatever a carrier says before its audio begins stays far below this."""


@dataclass(frozen=True)
class Opening:
    """What a stream says of itself before its audio begins."""

    sid: str
    """The carrier's id of the call."""
    serializer: PhoneSerializer
    token: str | None = None
    from_: str = ""
    to: str = ""
    packet_bytes: int | None = None
    """The size of the carrier's packets of agent audio, where it takes no other."""


@dataclass(frozen=True)
class Ticket:
    """A call and a token that stand in the stream's address."""

    sid: str
    token: str


async def receive(websocket: WebSocket) -> str:
    """The next text of a stream that has not begun. Raises StreamRefused."""
    try:
        text = await websocket.receive_text()
    except (WebSocketDisconnect, KeyError) as error:
        raise StreamRefused("the socket closed before the stream started") from error
    if len(text) > MAX_MESSAGE_CHARS:
        raise StreamRefused("a message before the stream started is too large")
    return text


def is_connected(text: str) -> bool:
    """Whether this is the `connected` message that opens a stream."""
    try:
        message = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(message, dict) and message.get("event") == "connected"


async def take_stream(
    websocket: WebSocket,
    office: Office,
    read: Callable[[WebSocket], Awaitable[Opening]],
    ticket: Ticket | None = None,
) -> None:
    """Hold the call of a stream, or close it. What is refused has opened nothing.

    `read` reads an accepted socket's first messages and raises StreamRefused. With a ticket, a stream that
    may not enter is not even accepted.
    """
    host = websocket.headers.get("host", "")
    try:
        proved_stream(websocket, office)
        caller = None
        if ticket is not None:
            caller = await _enter(office, ticket.sid, ticket.token, host)
        await websocket.accept()
        opening = await in_time(read(websocket), office.front.start_deadline_secs)
        if caller is None:
            caller = await _enter(office, opening.sid, opening.token, host, opening.from_, opening.to)
        elif caller.sid != opening.sid:
            raise StreamRefused("it says that it is another call than its address says")
    except StreamRefused as refused:
        logger.warning(f"{office.carrier} stream refused: {refused}")
        # Before it is accepted, this answers the handshake with 403.
        with suppress(RuntimeError):  # the other end was faster
            await websocket.close(POLICY_VIOLATION)
        return
    line = phone_line(
        websocket,
        opening.serializer,
        office.carrier,
        caller.from_,
        caller.to,
        packet_bytes=opening.packet_bytes,
    )
    await office.hold(caller, line)


async def take_ticketed(
    websocket: WebSocket,
    office: Office,
    read: Callable[[WebSocket], Awaitable[Opening]],
    ticket: Ticket,
    call_id: re.Pattern[str],
) -> None:
    """`take_stream` for a stream whose address says which call it is, if that is a call's id."""
    if call_id.fullmatch(ticket.sid):
        await take_stream(websocket, office, read, ticket)
    else:
        await websocket.close(POLICY_VIOLATION)


def proved_stream(websocket: WebSocket, office: Office) -> None:
    """Whether a handshake is the carrier's, where it signs it. Raises StreamRefused."""
    public = office.front.public
    if office.prove_stream is None or public is None:
        return
    try:
        office.prove_stream(asked_of(websocket, public.wss(path_of(websocket))))
    except Forged as forged:
        raise StreamRefused(str(forged)) from None


async def in_time(reading: Awaitable[T], deadline_secs: float = START_DEADLINE_SECS) -> T:
    """What an open socket says of itself. Raises StreamRefused if it takes too long."""
    try:
        async with asyncio.timeout(deadline_secs):
            return await reading
    except TimeoutError:
        raise StreamRefused(f"no start message within {deadline_secs:g} s") from None


async def _enter(
    office: Office, sid: str, token: str | None, host: str, from_: str = "", to: str = ""
) -> CallerCall:
    caller = await office.entered(sid, token, from_, to, host)
    if caller is None:
        raise StreamRefused("its token is wrong, used, too old, or of another call")
    return caller


def phone_line(
    websocket: WebSocket,
    serializer: PhoneSerializer,
    carrier: str,
    from_: str,
    to: str,
    *,
    packet_bytes: int | None = None,
) -> Line:
    """The line of a stream that has said which call it is."""
    transport = PhoneTransport(
        websocket,
        FastAPIWebsocketParams(
            audio_in_enabled=True,
            audio_out_enabled=True,
            audio_in_sample_rate=PHONE_HZ,
            audio_out_sample_rate=PHONE_HZ,
            audio_out_10ms_chunks=SEND_TENS_OF_MS,
            # The stream is closed when the carrier's mark says that the last word was heard.
            audio_out_end_silence_secs=0,
            add_wav_header=False,
            fixed_audio_packet_size=packet_bytes,
            serializer=serializer,
            allowed_origins=[],
        ),
        serializer,
    )
    return Line(transport=transport, carrier=carrier, from_=from_ or None, to=to or None)
