"""The caller's voice, its pauses, and what is to be heard behind it."""

import wave
from pathlib import Path

import numpy as np
import pytest

from services.local import engines
from simulation.mouth import Mouth
from simulation.mulaw import RATE, TICK, decode
from simulation.noise import BABBLE, LOOP_SECS, babble, white
from simulation.utterance import ACTIVE_RMS, Samples, spoken, voiced
from simulation.voice import Sound, Voice, local_synthesizer, read_wav


def bursts(count: int, *, ms: int = 300, gap_ms: int = 20, level: int = 9000) -> Samples:
    """One burst of tone for each word, with silence before, between and after."""
    tone = (np.sin(np.arange(ms * 8) / 3) * level).astype(np.int16)
    gap = np.zeros(gap_ms * 8, dtype=np.int16)
    return np.concatenate([gap, *([tone, gap] * count)])


async def one_burst_per_word(text: str, voice: str, speed: float) -> Sound:
    return Sound(bursts(len(text.split())).tobytes(), RATE)


def rms(samples: Samples) -> float:
    return float(np.sqrt((samples.astype(np.float64) ** 2).mean()))


async def test_the_silence_around_speech_is_cut_off_and_its_level_is_that_of_callers():
    line = await Voice(one_burst_per_word, name="cut").say("one two three")
    assert len(line.samples) == pytest.approx(940 * 8, abs=160)
    assert rms(line.samples[: 290 * 8]) == pytest.approx(ACTIVE_RMS, rel=0.05)


async def test_words_before_a_pause_end_before_it_and_words_behind_begin_behind_it():
    line = await Voice(one_burst_per_word, name="pause").say_parts(
        ["five five five", 2000, "one two three four"]
    )
    assert line.text == "five five five one two three four"
    before, after = line.words[2], line.words[3]
    assert after.start - before.end == 2000 * 8
    assert not len(voiced(line.samples[before.end : after.start]))


async def test_estimated_word_times_lie_near_the_words():
    samples = bursts(4, ms=300, gap_ms=300)
    words = spoken("aaaa bbbb cccc dddd", samples).words
    assert [word.start for word in words] == pytest.approx([0, 4800, 9600, 14400], abs=400)
    assert [word.end - word.start for word in words] == pytest.approx([2400] * 4, abs=400)


async def test_the_synthesizers_word_times_are_kept():
    samples = bursts(2, ms=500, gap_ms=100)
    words = spoken("a abcdefghijkl", samples, [800, 5600]).words
    assert [word.start for word in words] == [0, 4800]
    assert words[0].end == pytest.approx(4000, abs=80)


async def test_what_was_said_before_is_not_synthesized_again():
    asked: list[str] = []

    async def counting(text: str, voice: str, speed: float) -> Sound:
        asked.append(text)
        return await one_burst_per_word(text, voice, speed)

    voice = Voice(counting, name="counted")
    assert await voice.say("hello there") is await voice.say("hello there")
    await Voice(counting, name="counted", speed=1.2).say("hello there")
    assert asked == ["hello there"] * 2


async def test_a_voice_that_makes_no_sound_is_an_error():
    async def dumb(text: str, voice: str, speed: float) -> Sound:
        return Sound(bytes(16000), RATE)

    with pytest.raises(ValueError, match=r"'dumb' made no sound of 'hello'"):
        await Voice(dumb, name="dumb").say("hello")


async def test_the_local_voice_speaks_and_says_when():
    try:
        line = await Voice(local_synthesizer, name="en-us+adam").say(
            "I would like to book a cleaning on Tuesday"
        )
    finally:
        await engines.close()
    assert 1.2 * RATE < len(line.samples) < 5 * RATE
    starts = [word.start for word in line.words]
    assert len(starts) == 9
    assert starts == sorted(starts)
    assert starts[-1] > len(line.samples) / 2


def test_a_recording_of_any_rate_and_width_of_channels_is_read(tmp_path: Path):
    tone = (np.sin(np.arange(16000) * 2 * np.pi * 440 / 16000) * 8000).astype("<i2")
    with wave.open(str(tmp_path / "a.wav"), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(16000)
        file.writeframes(np.stack([tone, tone], axis=1).tobytes())
    samples = read_wav(tmp_path / "a.wav")
    assert len(samples) == 8000
    assert rms(samples) == pytest.approx(8000 / np.sqrt(2), rel=0.02)


def test_a_file_that_is_no_recording_is_named(tmp_path: Path):
    (tmp_path / "a.wav").write_bytes(b"hello")
    with pytest.raises(ValueError, match=r"a\.wav: not a WAV file"):
        read_wav(tmp_path / "a.wav")


@pytest.mark.parametrize("snr_db", [0, 10, 20])
def test_noise_lies_as_far_below_the_speech_as_asked_for(snr_db: float):
    background = white(snr_db, 1)(0, LOOP_SECS * RATE)
    assert 20 * np.log10(ACTIVE_RMS / rms(background)) == pytest.approx(snr_db, abs=0.1)


def test_the_same_seed_makes_the_same_noise_and_another_one_another():
    def of(seed: int) -> Samples:
        return white(10, seed)(12345, 160)

    assert (of(1) == of(1)).all()
    assert not (of(1) == of(2)).all()


async def test_babble_is_made_of_voices():
    people = [(await Voice(one_burst_per_word, name="room").say(text)).samples for text in BABBLE]
    background = babble(10, 3, people)(0, LOOP_SECS * RATE)
    assert 20 * np.log10(ACTIVE_RMS / rms(background)) == pytest.approx(10, abs=0.1)


def test_noise_goes_on_under_speech_and_silence():
    mouth = Mouth(noise=white(10, 1))
    mouth.say(bursts(1, gap_ms=0))
    packets = [decode(mouth.packet()) for _ in range(30)]
    assert rms(packets[0]) > 5000
    assert 500 < rms(np.concatenate(packets[20:])) < 1200


def test_a_caller_who_breaks_off_is_silent_from_the_next_packet_on():
    mouth = Mouth()
    mouth.say(bursts(10, gap_ms=0))
    assert mouth.packet() != b"\xff" * TICK
    for _ in range(5):
        mouth.packet()
    mouth.hush()
    assert not mouth.busy
    assert mouth.packet() == b"\xff" * TICK
