"""Playing a WAV file with whatever player is installed."""

import shutil
import subprocess
from pathlib import Path

from cli.console import Exit, err, out, stop

PLAYERS = (
    ("ffplay", "-nodisp", "-autoexit", "-loglevel", "error"),
    ("afplay",),
    ("paplay",),
    ("aplay", "-q"),
    ("play", "-q"),
)
"""Programs that play a WAV file; the first that is installed is taken."""


def play_file(path: Path, secs: float, *, stays: bool = True) -> None:
    """Play it, or say where it is when nothing can. `stays=False`: it is a copy, and gone after this."""
    player = next((command for command in PLAYERS if shutil.which(command[0])), None)
    if player is None and not stays:
        names = ", ".join(command[0] for command in PLAYERS)
        raise stop(f"none of {names} is installed; `callwright calls export` writes a WAV file", Exit.BAD)
    if player is None:
        out.print(str(path), markup=False, soft_wrap=True)
        names = ", ".join(command[0] for command in PLAYERS)
        err.print(f"None of {names} is installed; the recording is the file above.", soft_wrap=True)
        return
    err.print(f"{path} ({secs:.0f} s)", markup=False, soft_wrap=True)
    if subprocess.run([*player, str(path)], check=False).returncode:
        raise stop(f"{player[0]} could not play {path}", Exit.BAD)
