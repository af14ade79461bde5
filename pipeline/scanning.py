"""One scan from its files to what was found: texts are read, sounds are listened to."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from calls.clock import off_loop
from calls.keys import KeyRing
from calls.scan import Scanned, SoundProblem, find_files, read_sound, scan_file
from calls.scan.sounds import Sound, place, scan_tones, scan_words
from compliance.scan import Search
from compliance.scan.heard import by_ear
from compliance.scan.loud import cut, stretches
from compliance.scan.tones import Samples
from services.local import digit_ears

Told = Callable[[int, int, Path], None]
"""Told before each file: its number from 0, how many there are, and which it is."""


@dataclass(frozen=True)
class ScanPlan:
    """What is searched for, and how thoroughly."""

    search: Search
    listen: bool = True
    """Whether speech in recordings is recognised: about a tenth of its length. Tones always are."""

    ring: KeyRing | None = None
    """Opens encrypted recordings."""


async def scan(paths: Sequence[Path], plan: ScanPlan, told: Told | None = None) -> list[Scanned]:
    """Search all files below the paths. Raises FileNotFoundError for a path that is not there.

    Raises LocalEngineMissing, WorkerDied or WorkerRefused when there is speech and no ears for it.
    """
    files = await off_loop(lambda: list(find_files(paths)), name="scan")
    results: list[Scanned] = []
    for number, path in enumerate(files):
        if told is not None:
            told(number, len(files), path)
        scanned = await _scan_file(path, _name(path, paths), plan)
        if scanned.holds_sound:
            await _listen(scanned, plan)
        results.append(scanned)
    return results


async def _scan_file(path: Path, name: str, plan: ScanPlan) -> Scanned:
    return await off_loop(lambda: scan_file(path, plan.search, name=name), name="scan")


def _name(path: Path, roots: Sequence[Path]) -> str:
    """The path below what was asked for: what lies above is not ours."""
    root = next((root for root in roots if root.is_dir() and path.is_relative_to(root)), path.parent)
    return str(path.relative_to(root))


async def _listen(scanned: Scanned, plan: ScanPlan) -> None:
    """Search a file of sound: what is written in it, tones, and speech."""
    try:
        content, sound = await off_loop(lambda: _read(scanned.path, plan.ring), name="scan")
    except SoundProblem as error:
        scanned.problem = str(error)
        return
    scan_words(scanned, content, plan.search)
    tones = await off_loop(lambda: scan_tones(scanned, sound, plan.search.plants), name="scan")
    scanned.how = f"sound: {sound.seconds:.1f} s, {len(sound.tracks)} tracks, {tones} keys"
    if plan.listen:
        heard = 0.0
        for track, samples in enumerate(sound.tracks):
            heard += await _listen_to(scanned, plan, track, samples, sound.rate)
        scanned.how += f", {heard:.1f} s of speech recognised"
    else:
        scanned.how += ", its speech not recognised"


def _read(path: Path, ring: KeyRing | None) -> tuple[bytes, Sound]:
    sound = read_sound(path, ring)
    return path.read_bytes(), sound


async def _listen_to(scanned: Scanned, plan: ScanPlan, track: int, samples: Samples, rate: int) -> float:
    """Recognise what is said on one track. Returns how many seconds were listened to."""
    said: list[str] = []
    listened = 0.0
    for stretch in stretches(samples, rate):
        if not said:
            await digit_ears.prepare()
        part = cut(samples, rate, stretch)
        pcm = np.clip(np.rint(part * 32767), -32768, 32767).astype("<i2").tobytes()
        words = await digit_ears.words(pcm, rate)
        said.append(words)
        listened += len(part) / rate
        found = by_ear(words, plan.search.plants, stretch.start_ms, stretch.end_ms)
        scanned.add(place(track, stretch.start_ms, stretch.end_ms), found)
    # A number may go over several stretches.
    whole = round(len(samples) / rate * 1000)
    found = by_ear("\n".join(said), plan.search.plants, 0, whole)
    scanned.add(place(track, 0, whole), [one for one in found if one.what == "planted"])
    return listened
