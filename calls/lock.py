"""Who is alive: a lock on an open file that the kernel takes back when its process dies."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def try_lock(fd: int) -> bool:
    """Take the file for as long as it stays open here; False if another opening of it holds it.

    The lock belongs to this opening of the file, so even the same process cannot take it twice.
    """
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def holding(path: Path) -> Iterator[bool]:
    """Inside, the file is ours; or False: somebody holds it, or it is not there. Raises OSError."""
    try:
        fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        yield False
        return
    try:
        yield try_lock(fd)
    finally:
        os.close(fd)


@contextmanager
def waiting_for(path: Path) -> Iterator[None]:
    """Inside, the file is ours; waits for it, and makes it if it is not there. Blocking; raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX)
        yield
    finally:
        os.close(fd)
