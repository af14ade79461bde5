"""What all measurements share: the servers that are compared, and what is said to them."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.speech import render
from simulation.mulaw import RATE, encode

VOICE = "en-us"
"""The espeak-ng voice whose sentences Silero and Smart Turn take for complete, wherever a packet begins."""

TURNS = (
    "I need to cancel my appointment.",
    "I want the morning.",
    "Tuesday works for me.",
    "Tell me the price.",
)
BARGES = ("Tell me the price.", "Tuesday works for me.")

NOISE_RMS = 33.0
"""Line noise, of 32768 (-60 dBFS). On digital silence, which no line has, loudness takes longer to rise."""

NOISE_SECS = 5

BARGE_EVERY = 3


@dataclass(frozen=True)
class Contestant:
    """A server that takes part."""

    name: str
    module: str


BARE = Contestant("bare", "benchmarks.bare_bot")
BARE_AGAIN = Contestant("bare again", "benchmarks.bare_bot")
OURS = Contestant("callwright", "benchmarks.our_server")

CONTESTANTS = (BARE, BARE_AGAIN, OURS)
"""The baseline, the baseline once more (what differs between the two is noise), and Callwright."""


@dataclass(frozen=True)
class Voices:
    """Files of what is said and of what is under it."""

    turns: list[str]
    barges: list[str]
    noise: str


def line_noise(folder: Path) -> str:
    """A file of line noise, the same every time."""
    samples = np.random.default_rng(1).standard_normal(NOISE_SECS * RATE) * NOISE_RMS
    file = folder / "noise.ulaw"
    file.write_bytes(encode(samples.astype(np.int16)))
    return str(file)


async def voices(folder: Path) -> Voices:
    """Render what callers say."""
    files = await render([*TURNS, *BARGES], folder, voice=VOICE)
    names = [str(file) for file in files]
    return Voices(names[: len(TURNS)], names[len(TURNS) :], line_noise(folder))
