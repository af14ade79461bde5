"""The local ears: what a caller says at a node of the flow, over a telephone or in the browser."""

import asyncio
import random
import re
import signal
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from pipecat.frames.frames import (
    ErrorFrame,
    Frame,
    InputAudioRawFrame,
    TranscriptionFrame,
    VADUserStartedSpeakingFrame,
    VADUserStoppedSpeakingFrame,
)
from pipecat.pipeline.worker import PipelineParams
from pipecat.tests.utils import SleepFrame

from configs.script import Script
from services.context import BuildContext
from services.local import engines
from services.local.language_model import agreement, ngram_model, plain_words, word_pairs
from services.local.models import ModelText, model_id, node_model, script_hash
from services.local.phone_band import HIGH, band_levels, recognisable, spectrum
from services.local.pronounce import pronunciations
from services.local.stt import LocalSTTService
from services.local.worker_process import WorkerDied, WorkerRefused
from tests.patient import run_test
from tests.services.children import child

DIGITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]

ANSWERS = ModelText(
    "answers", ["yes", "yes please", "no", "no thanks", "that's right", "that's wrong", "go ahead"] * 5, []
)
DAYS = ModelText(
    "days",
    [
        f"{lead} {day}"
        for lead in ("on", "how about", "")
        for day in ("monday", "tuesday", "friday", "sunday")
    ],
    [],
)


@pytest.fixture(autouse=True, scope="module")
def engines_end() -> Iterator[None]:
    yield
    asyncio.run(engines.close())


def numbers(count: int, seed: int) -> list[str]:
    chance = random.Random(seed)
    return [" ".join(chance.choices(DIGITS, k=10)) for _ in range(count)]


def over_the_phone(pcm: bytes) -> bytes:
    """What µ-law leaves of 8 kHz speech, with the silence around it."""
    speech = np.frombuffer(bytes(4800) + pcm + bytes(6400), np.int16) / 32768
    code = np.rint(np.sign(speech) * np.log1p(255 * np.abs(speech)) / np.log(256) * 127.5) / 127.5
    decoded = np.sign(code) * (256 ** np.abs(code) - 1) / 255
    return (decoded * 32767).astype(np.int16).tobytes()


async def said(text: str, *, voice: str = "en-us+edward") -> bytes:
    return over_the_phone((await engines.speak(text, voice=voice, sample_rate=8000)).pcm)


# What the models are made of.


def test_sentences_become_words_of_the_dictionary() -> None:
    assert plain_words("It's O’Brien, at 7 p.m. — follow-up!") == [
        "it's",
        "o'brien",
        "at",
        "p.m",
        "follow",
        "up",
    ]


def test_the_grammar_knows_only_pairs_that_were_said() -> None:
    transitions = word_pairs([["book", "a", "cleaning"], ["a", "person"]])
    pairs = {(state, following) for state, following, *_ in transitions}
    words = {word: following for _, following, _, *said in transitions for word in said}
    assert (words["a"], words["person"]) in pairs
    assert (words["book"], words["person"]) not in pairs


def test_the_probabilities_that_leave_a_state_add_up() -> None:
    leaving: dict[int, float] = {}
    for state, _, probability, *_ in word_pairs([["yes"], ["yes", "please"], ["no"]]):
        leaving[state] = leaving.get(state, 0) + probability
    assert all(total == pytest.approx(1) for total in leaving.values())


def test_the_ngram_model_counts_every_word() -> None:
    text = ngram_model([["yes", "please"], ["no"]])
    assert re.search(r"ngram 1=5\b", text), "yes, please, no, and the two ends"
    assert text.rstrip().endswith("\\end\\")


@pytest.mark.parametrize(
    ("one", "other", "share"),
    [("", "", 1.0), ("yes", "", 0.0), ("a b c d", "a b x d", 0.75), ("a b", "a b", 1.0), ("a b", "b", 0.5)],
)
def test_agreement_is_the_share_of_words_that_need_no_change(one: str, other: str, share: float) -> None:
    assert agreement(one, other) == share == agreement(other, one)


def test_an_unknown_word_sounds_like_its_parts_or_its_spelling() -> None:
    known = {"call": ["K AO L"], "wright": ["R AY T"], "read": ["R EH D", "R IY D"]}
    assert pronunciations("read", lambda word: known.get(word, [])) == (["R EH D", "R IY D"], True)
    assert pronunciations("callwright", lambda word: known.get(word, [])) == (["K AO L R AY T"], False)
    assert pronunciations("phish", lambda _: []) == (["F IH SH"], False)
    assert pronunciations("zizze", lambda _: []) == (["Z IH Z"], False)
    assert pronunciations("--", lambda _: []) == ([], False)


async def test_a_telephone_s_lost_band_comes_back_where_it_hissed() -> None:
    async def strength_above_the_phone(text: str) -> float:
        wide = np.frombuffer(recognisable(await said(text), 8000), np.int16).astype(float)
        return float(band_levels(spectrum(wide), HIGH)[:, -1].max())

    assert await strength_above_the_phone("cease") > await strength_above_the_phone("moon") + 1


@pytest.mark.parametrize("rate", [8000, 11025, 16000, 24000, 48000])
def test_any_rate_becomes_16_khz_and_never_exact_silence(rate: int) -> None:
    heard = np.frombuffer(recognisable(bytes(rate * 2), rate), np.int16)
    assert len(heard) == pytest.approx(16000, abs=2)
    assert heard.std() > 0.1


# What they understand.


async def test_telephone_numbers_over_the_phone_are_understood_or_doubted() -> None:
    sentences = [*numbers(300, seed=1), *(f"my number is {number}" for number in numbers(100, seed=2))]
    await engines.prepare_models([ModelText("numbers", sentences, [])])
    right = sure = wrong_and_sure = 0
    spoken = numbers(12, seed=3)
    for index, number in enumerate(spoken):
        heard = await engines.decode(
            await said(number, voice=engines.CALLER_VOICES[index % 3]), 8000, "numbers"
        )
        right += heard.ngram == number
        sure += heard.confidence == 1
        wrong_and_sure += heard.confidence == 1 and heard.ngram != number
    assert right >= 7
    assert sure >= 6
    assert wrong_and_sure <= 1


async def test_wideband_answers_are_understood() -> None:
    await engines.prepare_models([ANSWERS])
    for text in dict.fromkeys(ANSWERS.sentences):
        speech = await engines.speak(text, voice="en-us+edward", sample_rate=16000)
        heard = await engines.decode(bytes(9600) + speech.pcm + bytes(9600), 16000, "answers")
        assert heard.ngram == text
        assert heard.confidence == 1


async def test_what_the_node_does_not_expect_is_doubted() -> None:
    await engines.prepare_models([ANSWERS])
    heard = await engines.decode(await said("the quick brown fox jumps over the lazy dog"), 8000, "answers")
    assert heard.confidence < 0.7


@pytest.mark.parametrize("strength", [0, 40, 1500])
async def test_silence_and_noise_are_nothing_or_doubted(strength: int) -> None:
    await engines.prepare_models([ANSWERS])
    noise = (np.random.default_rng(1).standard_normal(12000) * strength).astype(np.int16).tobytes()
    heard = await engines.decode(noise, 8000, "answers")
    assert not heard.ngram or heard.confidence < 1


async def test_no_audio_is_nothing() -> None:
    await engines.prepare_models([ANSWERS])
    assert (await engines.decode(b"", 8000, "answers")).ngram == ""


async def test_the_same_speech_gives_the_same_text_whatever_was_heard_before() -> None:
    await engines.prepare_models([ANSWERS, DAYS])
    speech = await said("how about tuesday")
    first = await engines.decode(speech, 8000, "days")
    await engines.decode(await said("no thanks", voice="en-us+klatt4"), 8000, "answers")
    await engines.decode(await said("on friday", voice="en-us+adam"), 8000, "days")
    assert await engines.decode(speech, 8000, "days") == first
    assert first.ngram == "how about tuesday"


# The process.


async def test_a_model_that_nobody_prepared_is_an_error() -> None:
    with pytest.raises(WorkerRefused, match="'never' has not been prepared"):
        await engines.decode(bytes(8000), 8000, "never")


async def test_a_model_without_sentences_is_an_error() -> None:
    with pytest.raises(WorkerRefused, match="'empty' needs at least one sentence"):
        await engines.prepare_models([ModelText("empty", ["—"], [])])


async def test_new_ears_know_the_old_models() -> None:
    await engines.prepare_models([DAYS])
    speech = await said("on monday")
    child("stt").send_signal(signal.SIGSTOP)  # so that it still has the speech when it dies
    asked = asyncio.create_task(engines.decode(speech, 8000, "days"))
    await asyncio.sleep(0.3)
    child("stt").kill()
    with pytest.raises(WorkerDied, match="local ears"):
        await asked
    assert (await engines.decode(speech, 8000, "days")).ngram == "on monday"


async def test_a_cancelled_turn_does_not_confuse_the_next() -> None:
    await engines.prepare_models([DAYS])
    monday, friday = await said("on monday"), await said("on friday")
    for wait in (0.0, 0.005, 0.03):
        task = asyncio.create_task(engines.decode(monday, 8000, "days"))
        await asyncio.sleep(wait)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert (await engines.decode(friday, 8000, "days")).ngram == "on friday"


# The service.


SCRIPT = Script.model_validate(
    {
        "words": {"service": {"cleaning": ["cleaning"], "filling": ["filling"]}},
        "nodes": {
            "want": {"tools": {"book": {"phrases": ["i want a {service}", "book a {service} please"]}}},
            "when": {
                "main": "choose",
                "tools": {"choose": {"parameters": {"day": {"kind": "date", "ask": "Which day?"}}}},
            },
        },
    }
)


def at_node(node: str | None, script: Script | None = SCRIPT) -> BuildContext:
    return BuildContext(
        environ={},
        language="en-US",
        timezone="UTC",
        script=script,
        node=lambda: node,
        state=dict[str, Any],
        wideband=False,
    )


async def turn(stt: LocalSTTService, speech: bytes, wait: float = 2.0) -> tuple[list[Frame], list[Frame]]:
    """The frames that a segment of 8 kHz speech gives."""
    pieces = [speech[at : at + 320] for at in range(0, len(speech), 320)]
    down, up = await run_test(
        stt,
        frames_to_send=[
            VADUserStartedSpeakingFrame(),
            *(InputAudioRawFrame(piece, 8000, 1) for piece in pieces),
            SleepFrame(0.1),
            VADUserStoppedSpeakingFrame(stop_secs=0.2),
            SleepFrame(wait),
        ],
        pipeline_params=PipelineParams(audio_in_sample_rate=8000, audio_out_sample_rate=8000),
    )
    return list(down), list(up)


async def test_a_turn_is_heard_with_the_model_of_its_node() -> None:
    await engines.prepare(SCRIPT)
    down, _ = await turn(LocalSTTService(flow=at_node("want")), await said("book a filling please"))
    [heard] = [frame for frame in down if isinstance(frame, TranscriptionFrame)]
    assert heard.text == "book a filling please"
    assert heard.finalized
    assert heard.result == {"ngram": heard.text, "grammar": heard.text, "confidence": 1.0}


async def test_another_node_expects_other_things() -> None:
    await engines.prepare(SCRIPT)
    down, _ = await turn(LocalSTTService(flow=at_node("when")), await said("next thursday"))
    assert [frame.text for frame in down if isinstance(frame, TranscriptionFrame)] == ["next thursday"]


async def test_a_node_that_was_not_prepared_is_learnt_when_it_speaks() -> None:
    other = Script.model_validate({**SCRIPT.model_dump(), "offer_person": "A person?"})
    assert not engines.is_prepared(model_id(script_hash(other), "want"))
    down, _ = await turn(LocalSTTService(flow=at_node("want", other)), await said("i want a cleaning"))
    assert [frame.text for frame in down if isinstance(frame, TranscriptionFrame)] == ["i want a cleaning"]


async def test_silence_gives_no_transcription_and_no_error() -> None:
    down, up = await turn(LocalSTTService(flow=at_node("want")), bytes(16000), wait=0.7)
    assert not [frame for frame in down if isinstance(frame, TranscriptionFrame)]
    assert not [frame for frame in up if isinstance(frame, ErrorFrame)]


async def test_a_flow_without_a_script_is_heard_as_dictation() -> None:
    down, up = await turn(LocalSTTService(flow=at_node(None, None)), await said("good morning"), wait=3.0)
    assert not [frame for frame in up if isinstance(frame, ErrorFrame)]
    [heard] = [frame for frame in down if isinstance(frame, TranscriptionFrame)]
    assert heard.text
    assert isinstance(heard.result, dict)
    assert heard.result["confidence"] == 0


def test_the_same_script_gives_the_same_models_in_every_process() -> None:
    assert node_model(SCRIPT, "when") == node_model(SCRIPT.model_copy(deep=True), "when")
    assert node_model(SCRIPT, "when") != node_model(SCRIPT, "want")
