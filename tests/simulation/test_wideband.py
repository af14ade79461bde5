"""A wideband line carries what a telephone cuts off, and is otherwise like one."""

import asyncio
import base64
import json
from random import Random

import numpy as np
import pytest
from fastapi import FastAPI
from pipecat.frames.frames import InputAudioRawFrame, InputDTMFFrame, InterruptionFrame, OutputAudioRawFrame

from simulation.asgi_socket import AsgiExchange
from simulation.mulaw import RATE, decode
from simulation.noise import LOOP_SECS, white
from simulation.utterance import ACTIVE_RMS
from simulation.voice import Sound
from simulation.wideband import WidebandCaller, WideMouth, WideVoice, narrow
from simulation.wideband_line import FROM_CALLER_HZ, TO_CALLER_HZ, PcmSerializer, wideband_routes
from transports.line import Line


def tone(hertz: float, secs: float, rate: int = FROM_CALLER_HZ) -> np.ndarray:
    at = np.arange(round(secs * rate)) / rate
    return (8000 * np.sin(2 * np.pi * hertz * at)).astype(np.int16)


def strongest(samples: np.ndarray, rate: int) -> float:
    return float(np.argmax(np.abs(np.fft.rfft(samples))) * rate / len(samples))


async def test_what_is_above_the_phone_band_reaches_the_agent() -> None:
    mouth = WideMouth()
    mouth.say(tone(6000, 0.2))
    message = json.dumps({"event": "media", "media": {"payload": base64.b64encode(mouth.packet()).decode()}})
    frame = await PcmSerializer("MZ1").deserialize(message)
    assert isinstance(frame, InputAudioRawFrame) and frame.sample_rate == FROM_CALLER_HZ
    assert len(frame.audio) == 2 * FROM_CALLER_HZ // 50
    assert strongest(np.frombuffer(frame.audio, "<i2"), FROM_CALLER_HZ) == pytest.approx(6000, abs=50)


def test_positions_are_the_telephone_s() -> None:
    mouth = WideMouth()
    assert mouth.say(tone(500, 0.5)) == (0, RATE // 2)
    mouth.packet()
    assert mouth.say(tone(500, 0.26)) == (RATE // 2, 6080)
    while mouth.busy:
        mouth.packet()
    assert len(mouth.said()) == mouth.position == 6080


async def test_words_lie_where_they_sound() -> None:
    async def two_beeps(text: str, voice: str, speed: float) -> Sound:
        beep, rest = tone(440, 0.25), np.zeros(FROM_CALLER_HZ // 4, np.int16)
        return Sound(np.concatenate([beep, rest, beep]).tobytes(), FROM_CALLER_HZ, [0, 500])

    said = await WideVoice(two_beeps, name="beep").say_parts(["one two", 1000, "one two"])
    assert len(said.samples) == pytest.approx(2.5 * FROM_CALLER_HZ, abs=400)
    assert [word.start for word in said.words] == pytest.approx([0, 4000, 14000, 18000], abs=200)


async def test_the_agent_s_audio_and_clear_go_to_the_caller() -> None:
    serializer = PcmSerializer("MZ1")
    sent = await serializer.serialize(OutputAudioRawFrame(tone(500, 0.02).tobytes(), TO_CALLER_HZ, 1))
    assert json.loads(str(sent))["event"] == "media"
    assert json.loads(str(await serializer.serialize(InterruptionFrame())))["event"] == "clear"
    key = await serializer.deserialize(json.dumps({"event": "dtmf", "dtmf": {"digit": "5"}}))
    assert isinstance(key, InputDTMFFrame) and key.button.value == "5"


def test_what_the_caller_hears_keeps_its_pitch_and_loudness() -> None:
    heard = decode(narrow(tone(500, 1.0, TO_CALLER_HZ), TO_CALLER_HZ))
    assert len(heard) == RATE
    assert strongest(heard, RATE) == pytest.approx(500, abs=5)
    assert np.abs(heard).max() == pytest.approx(8000, rel=0.05)


async def test_the_line_that_is_answered_is_wideband_and_knows_who_calls() -> None:
    lines: list[Line] = []

    async def answer(line: Line) -> None:
        lines.append(line)
        await asyncio.sleep(0.05)

    app = FastAPI()
    app.include_router(wideband_routes(answer))
    caller = WidebandCaller(AsgiExchange(app), Random(1), from_="+12025550143", to="+15550100100")
    await caller.dial()
    await asyncio.sleep(0.02)
    await caller.hang_up()
    (line,) = lines
    assert line.wideband and (line.audio_in_hz, line.audio_out_hz) == (FROM_CALLER_HZ, TO_CALLER_HZ)
    assert (line.from_, line.to) == ("+12025550143", "+15550100100")


@pytest.mark.parametrize("snr_db", [0, 15])
def test_noise_behind_the_caller_has_all_of_the_band_and_lies_as_far_below_as_asked_for(snr_db: int) -> None:
    background = white(snr_db, 1, FROM_CALLER_HZ)(0, LOOP_SECS * FROM_CALLER_HZ).astype(float)
    assert 20 * np.log10(ACTIVE_RMS / np.sqrt((background**2).mean())) == pytest.approx(snr_db, abs=0.1)
    power = np.abs(np.fft.rfft(background)) ** 2
    assert power[len(power) // 2 :].sum() == pytest.approx(power.sum() / 2, rel=0.05)


def test_noise_goes_on_under_speech_and_silence_without_a_gap() -> None:
    noise = white(10, 1, FROM_CALLER_HZ)
    caller = WidebandCaller(AsgiExchange(FastAPI()), Random(1), noise=noise)
    word = tone(500, 0.1)
    caller.mouth.say(word)
    sent = np.concatenate([np.frombuffer(caller.mouth.packet(), "<i2") for _ in range(20)])
    assert len(sent) == 20 * FROM_CALLER_HZ // 50
    silent = np.pad(word, (0, len(sent) - len(word)))
    assert (sent - silent == noise(0, len(sent))).all()
    assert len(caller.mouth.said()) == 20 * RATE // 50
