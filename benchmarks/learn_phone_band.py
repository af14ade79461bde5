"""Learns `services/local/phone_band.json`: how strong the band is that a telephone cuts off.

`python -m benchmarks.learn_phone_band` speaks sentences with voices that no measurement uses, and fits the
levels above 4 kHz to those below. Run it again only when `phone_band.py` changes what it looks at.
"""

import asyncio
import json
import random
from pathlib import Path

import numpy as np
import soxr

from services.local import engines, phone_band

VOICES = [
    "Andy",
    "Michael",
    "steph",
    "m7",
    "linda",
    "belinda",
    "klatt",
    "rob",
    "m1",
    "f4",
    "shelby",
    "klatt2",
    "Storm",
    "anika",
]
SENTENCES = """
yes please that's right|no that's wrong i said six thirty|zero one two three four five six seven eight nine
my number is six seven five zero six three seven oh nine six|i'd like to book a cleaning for next thursday
can i speak to a person please|my name is sarah jones|this is james anderson|it's susan white on saturday
half past seven in the evening|september sixteenth at six fifteen|the twenty sixth of february|cancel my visit
she sells sea shells|which church chose the judge's jazz|fish and chips for five|thank you very much goodbye
"""
OUT = Path(phone_band.__file__).with_name("phone_band.json")


async def speech() -> list[bytes]:
    """Wideband speech, 16-bit at 16 kHz."""
    chance = random.Random(3)
    spoken = []
    for voice in VOICES:
        for sentence in SENTENCES.replace("\n", "|").split("|"):
            if sentence.strip():
                speed, pitch = chance.choice((140, 165, 190)), chance.choice((35, 50, 65))
                said = await engines.speak(
                    sentence, voice=f"en-us+{voice}", sample_rate=phone_band.RATE, speed=speed, pitch=pitch
                )
                spoken.append(bytes(9600) + said.pcm + bytes(12800))
    await engines.close()
    return spoken


def on_the_phone(wide: np.ndarray) -> np.ndarray:
    """Down to 8 kHz, through µ-law and back to 16 kHz."""
    narrow = np.clip(soxr.resample(wide, phone_band.RATE, phone_band.NARROW) / 32768, -1, 1)
    code = np.rint(np.sign(narrow) * np.log1p(255 * np.abs(narrow)) / np.log(256) * 127.5) / 127.5
    decoded = np.sign(code) * (256 ** np.abs(code) - 1) / 255 * 32767
    return soxr.resample(decoded, phone_band.NARROW, phone_band.RATE)


def fit(spoken: list[bytes]) -> np.ndarray:
    """The coefficients of least squared error."""
    seen, wanted = [], []
    for pcm in spoken:
        wide = np.frombuffer(pcm, dtype=np.int16).astype(np.float64)
        narrow = phone_band.hissing(on_the_phone(wide))
        count = min(len(wide), len(narrow))
        levels = phone_band.band_levels(phone_band.spectrum(narrow[:count]), phone_band.LOW)
        loudness = phone_band.reference(levels)
        above = phone_band.band_levels(phone_band.spectrum(phone_band.hissing(wide)[:count]), phone_band.HIGH)
        seen.append(phone_band.features(levels, loudness))
        wanted.append(above - loudness)
    x, y = np.concatenate(seen), np.concatenate(wanted)
    coefficients = np.linalg.solve(x.T @ x + 1e-4 * len(x) * np.eye(x.shape[1]), x.T @ y)
    explained = 1 - ((x @ coefficients - y) ** 2).mean(axis=0) / y.var(axis=0)
    print("share of the variance explained per band:", np.round(explained, 2).tolist())
    return coefficients


if __name__ == "__main__":
    table = [[round(float(value), 4) for value in row] for row in fit(asyncio.run(speech()))]
    OUT.write_text("[\n" + ",\n".join(f" {json.dumps(row)}" for row in table) + "\n]\n", encoding="utf-8")
    print(f"{OUT}: {len(table)} features")
