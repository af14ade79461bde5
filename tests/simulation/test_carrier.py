"""The simulated carrier says what Twilio says, when Twilio says it."""

import asyncio
import base64
import importlib.util
import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import numpy as np
import pytest
import uvicorn

from simulation.asgi_socket import AsgiExchange
from simulation.carrier import TwilioCaller
from simulation.clock import run_virtual
from simulation.exchange import SocketRefused
from simulation.mulaw import decode, encode
from simulation.playout import Playout
from simulation.real_socket import NetworkExchange

spec = importlib.util.spec_from_file_location("phonebot", Path(__file__).with_name("phonebot.py"))
assert spec and spec.loader
phonebot = importlib.util.module_from_spec(spec)
spec.loader.exec_module(phonebot)
PhoneBot, tone, mark = phonebot.PhoneBot, phonebot.tone, phonebot.mark

START = datetime(2026, 3, 2, 9, 15, tzinfo=UTC)
Scene = Callable[[TwilioCaller], Awaitable[None]]


def call(plan: list, scene: Scene) -> tuple[PhoneBot, TwilioCaller]:
    """One virtual call to a bot that follows `plan`, with a caller who does `scene`."""

    async def run() -> tuple[PhoneBot, TwilioCaller]:
        bot = PhoneBot()
        bot.plan = plan
        caller = TwilioCaller(AsgiExchange(bot.app), Random(1))
        await caller.dial()
        await scene(caller)
        await caller.hang_up()
        return bot, caller

    return run_virtual(run, start=START)


async def two_seconds(caller: TwilioCaller) -> None:
    await asyncio.sleep(2.01)


def test_a_call_opens_runs_and_ends_with_the_messages_of_twilio():
    bot, caller = call([], two_seconds)
    events = [message["event"] for message in bot.messages]
    assert events[:3] == ["connected", "start", "media"]
    assert events[-1] == "stop"
    assert set(events[2:-1]) == {"media"}
    start = bot.of("start")[0]
    assert re.fullmatch("MZ[0-9a-f]{32}", start["streamSid"])
    assert re.fullmatch("CA[0-9a-f]{32}", start["start"]["callSid"])
    assert start["start"]["mediaFormat"] == {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1}
    assert start["start"]["customParameters"] == {"from": "+15550100199"}
    numbers = [int(message["sequenceNumber"]) for message in bot.messages[1:]]
    assert numbers == list(range(1, len(numbers) + 1))
    assert bot.of("stop")[0]["stop"]["callSid"] == caller.call_sid


def test_packets_of_20_ms_are_sent_without_drift():
    bot, _ = call([], two_seconds)
    media = bot.of("media")
    assert len(media) == 100
    assert [int(message["media"]["chunk"]) for message in media] == list(range(1, 101))
    assert [int(message["media"]["timestamp"]) for message in media] == list(range(0, 2000, 20))
    assert all(len(base64.b64decode(message["media"]["payload"])) == 160 for message in media)
    times = [at for at, message in zip(bot.times, bot.messages, strict=True) if message["event"] == "media"]
    assert np.diff(times) == pytest.approx(0.02)


def test_what_the_caller_says_arrives_as_it_was_said():
    speech = (np.sin(np.arange(1234) / 5) * 8000).astype(np.int16)

    async def scene(caller: TwilioCaller) -> None:
        await asyncio.sleep(0.5)
        start, end = await caller.say(speech)
        assert (start, end - start) == (4000 - 160, 1234)
        await caller.said_all()
        await asyncio.sleep(0.1)

    bot, caller = call([], scene)
    sent = b"".join(base64.b64decode(message["media"]["payload"]) for message in bot.of("media"))
    assert sent == caller.mouth.said()
    assert encode(speech) in sent


def test_a_key_press_is_told():
    async def scene(caller: TwilioCaller) -> None:
        for digit in "12#":
            await caller.press(digit)
            await asyncio.sleep(0.3)

    bot, _ = call([], scene)
    assert [message["dtmf"]["digit"] for message in bot.of("dtmf")] == ["1", "2", "#"]


def test_a_mark_comes_back_once_the_audio_before_it_has_been_played():
    async def scene(caller: TwilioCaller) -> None:
        await asyncio.sleep(3)

    bot, _ = call([(0.1, tone(1000)), (0.1, mark("said"))], scene)
    (message,) = bot.of("mark")
    at = bot.times[bot.messages.index(message)] - bot.times[1]
    assert message["mark"]["name"] == "said"
    assert at == pytest.approx(1.1, abs=0.021)


def test_audio_sent_ahead_is_heard_in_real_time_and_clear_stops_it():
    async def scene(caller: TwilioCaller) -> None:
        await asyncio.sleep(3)

    plan = [(0.5, tone(2000)), (0.5, mark("end")), (1.2, {"event": "clear"})]
    bot, caller = call(plan, scene)
    assert caller.playout.speech(caller.now) == [(4000, 9600)]
    assert caller.playout.cleared_samples == 16000 - 5600
    (message,) = bot.of("mark")
    assert bot.times[bot.messages.index(message)] - bot.times[1] == pytest.approx(1.2, abs=0.021)


def test_the_caller_notices_that_the_agent_has_hung_up():
    async def scene(caller: TwilioCaller) -> None:
        await asyncio.wait_for(caller.ended.wait(), 10)
        assert caller.ended_by_agent
        assert caller.now_ms == 700

    call([(0.7, {"event": "hang_up"})], scene)


@pytest.mark.parametrize(
    ("message", "complaint"),
    [
        ({"event": "mark"}, "without a name"),
        ({"event": "media", "media": {"payload": "%%"}}, "without a base64 payload"),
        ({"event": "clera"}, "allowed: media, mark, clear"),
        ({"event": "clear", "streamSid": "MZ0"}, "a message for stream"),
    ],
)
def test_a_message_that_twilio_would_refuse_is_a_failure(message: dict, complaint: str):
    _, caller = call([(0.1, message)], two_seconds)
    assert caller.failure and complaint in caller.failure


def test_the_same_seed_makes_the_same_call():
    def trace() -> list:
        bot, _ = call([(0.1, tone(500)), (0.3, mark("a"))], two_seconds)
        return list(zip(bot.times, bot.messages, strict=True))

    assert trace() == trace()


def test_a_number_that_nobody_answers_is_refused():
    async def run() -> None:
        bot = PhoneBot()
        await AsgiExchange(bot.app).connect("/nowhere")

    with pytest.raises(SocketRefused):
        run_virtual(run, start=START)


def test_an_agent_that_breaks_down_in_the_call_is_not_taken_for_one_that_hung_up():
    async def run() -> None:
        bot = PhoneBot()
        bot.breaks_after = 20
        caller = TwilioCaller(AsgiExchange(bot.app), Random(1))
        await caller.dial()
        await asyncio.wait_for(caller.ended.wait(), 10)
        await caller.hang_up()

    with pytest.raises(LookupError, match="no such flow"):
        run_virtual(run, start=START)


def test_an_agent_that_breaks_down_before_it_accepts_says_with_what():
    async def broken(*_: object) -> None:
        raise LookupError("no such agent")

    async def run() -> None:
        await AsgiExchange(broken).connect("/twilio/stream")

    with pytest.raises(LookupError, match="no such agent"):
        run_virtual(run, start=START)


def test_an_agent_that_does_not_let_go_after_the_call_is_reported():
    async def run() -> None:
        bot = PhoneBot()
        bot.lingers_secs = 30
        caller = TwilioCaller(AsgiExchange(bot.app, linger_secs=10), Random(1))
        await caller.dial()
        await caller.hang_up()

    with pytest.raises(TimeoutError, match="not done 10 s after the caller hung up"):
        run_virtual(run, start=START)


async def test_the_same_caller_reaches_a_server_over_a_real_socket():
    bot = PhoneBot()
    bot.plan = [(0.1, tone(200)), (0.1, mark("said")), (0.6, {"event": "hang_up"})]
    server = uvicorn.Server(uvicorn.Config(bot.app, port=0, log_level="error"))
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    caller = TwilioCaller(NetworkExchange(f"127.0.0.1:{port}"), Random(1))
    await caller.dial()
    await asyncio.wait_for(caller.ended.wait(), 5)
    await caller.hang_up()
    server.should_exit = True
    await serving
    assert [mark["mark"]["name"] for mark in bot.of("mark")] == ["said"]
    assert 25 <= len(bot.of("media")) <= 32
    ((begins, ends),) = caller.playout.speech(caller.now)
    assert ends - begins == 1600


def test_mulaw_agrees_with_the_law():
    assert encode(np.array([0, -1, 1, 32767, -32768], dtype=np.int16)).hex() in ("ff7fff8000", "ffffff8000")
    codes = bytes(range(256))
    again = encode(decode(codes))
    # Two codes mean zero; all others come back as they were.
    assert [a for a, b in zip(codes, again, strict=True) if a != b] == [0x7F]


def test_silence_is_not_speech():
    playout = Playout()
    playout.play(b"\xff" * 1600, 0)
    assert playout.speech(8000) == []
    assert playout.last_loud(8000) is None
