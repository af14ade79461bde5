"""Ears for digits in any speech, to search recordings. They know the digits, and enough other words that
speech which is no number does not become one.
"""

import hashlib
import random

from services.local import engines
from services.local.models import ModelText
from services.local.number_grammar import DIGITS
from spoken.words import listed

MODEL = "digits in any speech"

_NUMBER_WORDS = tuple(
    listed("""
        ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty
        fifty sixty seventy eighty ninety hundred double triple
    """)
)

_PROSE = (
    "thank you for calling how can i help you today",
    "what is your name please",
    "i would like to book a visit for next tuesday morning",
    "could you say that again please",
    "i am sorry i did not understand that",
    "the next free times are on monday and on wednesday",
    "what is the best number to reach you at",
    "can i have the number of your card",
    "my card number is",
    "the security code is",
    "my social security number is",
    "let me read that back to you is that right",
    "you are all set we will see you then goodbye",
    "one moment please while i look that up",
    "yes that is right",
    "no that is wrong",
    "i want to speak with a person",
    "please press the keys on your telephone",
    "this call is recorded and you are speaking with an assistant",
)
"""What is said around numbers, so that the ears do not take it for digits."""

_SAMPLES = 1500
_SEED = 4


_MOST_HEARD = 2000
_heard: dict[bytes, str] = {}


def model() -> ModelText:
    """What the ears are built from; the same every time. A second opinion is not wanted, so it is short."""
    chance = random.Random(_SEED)
    return ModelText(MODEL, [_sentence(chance) for _ in range(_SAMPLES)], [_PROSE[0]])


async def prepare() -> None:
    """Build the model. Raises LocalEngineMissing, WorkerDied or WorkerRefused."""
    await engines.warm(tts=False)
    if not engines.is_prepared(MODEL):
        await engines.prepare_models([model()])


async def words(pcm: bytes, rate: int) -> str:
    """What was said in one stretch of 16-bit mono sound, as these ears understand it.

    An agent says the same again in every call, so what was heard is kept for sounds that are the same.
    """
    name = hashlib.sha256(pcm + rate.to_bytes(4)).digest()
    if name not in _heard:
        while len(_heard) >= _MOST_HEARD:
            _heard.pop(next(iter(_heard)))
        _heard[name] = (await engines.decode(pcm, rate, MODEL)).ngram
    return _heard[name]


def _sentence(chance: random.Random) -> str:
    prose = chance.choice(_PROSE)
    if chance.random() < 0.25:
        return prose
    said = " ".join(_number(chance) for _ in range(chance.randint(1, 5)))
    return said if chance.random() < 0.7 else f"{prose} {said}"


def _number(chance: random.Random) -> str:
    if chance.random() < 0.12:
        return chance.choice(_NUMBER_WORDS)
    return " ".join(chance.choice(DIGITS) for _ in range(chance.randint(3, 4)))
