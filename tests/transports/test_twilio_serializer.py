"""Packets become windows."""

import base64
import json

from pipecat.audio.dtmf.types import KeypadEntry
from pipecat.frames.frames import InputAudioRawFrame, InputDTMFFrame
from pipecat.serializers.twilio import TwilioFrameSerializer

from transports.phone.serializer import WINDOW_BYTES
from transports.twilio.serializer import WindowedTwilioSerializer


def serializer() -> WindowedTwilioSerializer:
    made = WindowedTwilioSerializer(
        "MZ" + "0" * 32, params=WindowedTwilioSerializer.InputParams(auto_hang_up=False)
    )
    made._sample_rate = 8000
    return made


def packet(fill: int, size: int = 160) -> str:
    payload = base64.b64encode(bytes([fill]) * size).decode()
    return json.dumps({"event": "media", "media": {"payload": payload}})


async def test_no_sample_is_lost_doubled_or_moved() -> None:
    windowed, plain = serializer(), []
    held: list[bytes] = []
    for number in range(100):
        frame = await windowed.deserialize(packet(number))
        if isinstance(frame, InputAudioRawFrame):
            held.append(frame.audio)
            assert frame.num_frames == len(frame.audio) // 2
    for number in range(100):
        one = await TwilioFrameSerializer.deserialize(serializer(), packet(number))
        assert isinstance(one, InputAudioRawFrame)
        plain.append(one.audio)
    sent = b"".join(plain)
    assert sent.startswith(b"".join(held))
    assert len(sent) - len(b"".join(held)) < WINDOW_BYTES


async def test_a_window_is_handed_on_with_the_packet_that_completes_it() -> None:
    windowed = serializer()
    total = given = 0
    for number in range(200):
        frame = await windowed.deserialize(packet(number % 256))
        total += 320
        if isinstance(frame, InputAudioRawFrame):
            given += len(frame.audio)
        assert given // WINDOW_BYTES == total // WINDOW_BYTES
        assert total - given < WINDOW_BYTES


async def test_keys_do_not_wait_for_audio() -> None:
    windowed = serializer()
    await windowed.deserialize(packet(1))
    frame = await windowed.deserialize(json.dumps({"event": "dtmf", "dtmf": {"digit": "5"}}))
    assert frame is not None
    assert isinstance(frame, InputDTMFFrame)
    assert frame.button is KeypadEntry.FIVE
