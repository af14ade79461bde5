"""Reading a file that a configuration names: regular, not too large, and inside the folder it may be in."""

import stat
from pathlib import Path

KIB = 1024


class FileRefused(Exception):
    """A file may not or cannot be read: `message` says why, `hint` what is allowed, `line` where (from 1)."""

    def __init__(self, message: str, hint: str = "", line: int = 1) -> None:
        self.message = message
        self.hint = hint
        self.line = line
        super().__init__(message)


def read_inside(path: Path, root: Path, *, max_bytes: int) -> str:
    """The text of a UTF-8 file whose real place, after symbolic links, is under `root`.

    Raises:
        FileRefused: it is missing, no regular file, elsewhere, too large or not UTF-8.
    """
    try:
        real = path.resolve(strict=True)
        if not real.is_relative_to(root.resolve()):
            raise FileRefused("leads out of its folder", f"the file must be inside {shown(root)}")
        # Asked before opening: opening a named pipe would wait for its other end for ever.
        if not stat.S_ISREG(real.stat().st_mode):
            raise FileRefused("is not a file", "name a regular file")
        with real.open("rb") as stream:
            content = stream.read(max_bytes + 1)
    except FileNotFoundError:
        raise FileRefused("there is no such file") from None
    except (OSError, ValueError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or "not a usable path"
        raise FileRefused(f"cannot be read: {reason}") from None
    if len(content) > max_bytes:
        raise FileRefused("is too large", f"at most {max_bytes // KIB} KiB")
    return _decoded(content)


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise FileRefused("is not UTF-8 text", "save the file as UTF-8", line) from None


def shown(path: Path) -> str:
    """The path as people would type it: from the current directory where it is below it."""
    try:
        return str(path.absolute().relative_to(Path.cwd()))
    except (ValueError, OSError):
        return str(path)
