"""Which bits of a file's mode let others in."""

import stat
from pathlib import Path

OTHERS = stat.S_IRWXO | stat.S_IWGRP
"""A group that may read is often on purpose: a container's user has what is mounted by its group."""


def open_to_others(path: Path) -> bool:
    """Whether anybody may read it, or a group may write it. Raises OSError."""
    return bool(path.stat().st_mode & OTHERS)


def mode(path: Path) -> str:
    """The mode as `chmod` takes it, e.g. `755`. Raises OSError."""
    return f"{stat.S_IMODE(path.stat().st_mode):03o}"


def nearest(path: Path) -> Path:
    """The path, or the nearest folder above it that is there."""
    whole = path.absolute()
    return next(each for each in (whole, *whole.parents) if each.exists())
