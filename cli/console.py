"""How the command line speaks: results on stdout, everything else on stderr, errors as sentences."""

import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum
from typing import Any, TextIO

import typer
from loguru import logger
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.status import Status
from rich.text import Text

from calls.logs import set_up_logs

DEBUG_VARIABLE = "CALLWRIGHT_DEBUG"
"""Set by `--debug`, so that the processes of a suite speak up too."""

UNWRAPPED = 1000
"""Columns of what is no terminal: a line of a log stays one line."""

INTERRUPTED = 130
"""Exit code after Ctrl-C, as shells have it."""


def _console(stream: TextIO, **options: Any) -> Console:
    width = None if stream.isatty() or "COLUMNS" in os.environ else UNWRAPPED
    return Console(highlight=False, width=width, **options)


out = _console(sys.stdout)
"""Results."""

err = _console(sys.stderr, stderr=True)
"""Progress, warnings and errors."""


class Exit(IntEnum):
    """What a verb's exit code means."""

    GOOD = 0
    BAD = 1
    """The thing that was checked is bad."""
    USAGE = 2
    """The command was used wrongly."""


def debugging() -> bool:
    """Whether `--debug` was given."""
    return bool(os.environ.get(DEBUG_VARIABLE))


def set_debug(on: bool) -> None:
    """Show tracebacks, warnings and debug logs. Debug logs hold conversations, masked as all logs are."""
    if on:
        os.environ[DEBUG_VARIABLE] = "1"
    quiet_libraries()


def quiet_libraries() -> None:
    """Say errors only, unless `--debug` was given: Pipecat greets at INFO and logs transcripts at DEBUG."""
    set_up_logs("DEBUG" if debugging() else "ERROR")
    warnings.showwarning = _to_log


def _to_log(message: Any, category: type[Warning], filename: str, lineno: int, *_: Any) -> None:
    # Pipecat shows its own deprecations whatever the filters say; who uses a command cannot mend them.
    logger.debug(f"{filename}:{lineno}: {category.__name__}: {message}")


def stop(message: str, code: Exit = Exit.USAGE) -> typer.Exit:
    """Say why, and return the exception that ends the command: `raise stop(...)`."""
    complain(message)
    return typer.Exit(code)


def complain(message: str) -> None:
    """An error, in plain text, on stderr."""
    err.print("[red]error:[/red] ", end="")
    err.print(message, markup=False, soft_wrap=True)


def indented(text: str, columns: int) -> RenderableType:
    """Plain text whose lines, broken ones too, begin in that column; deeper ones keep their distance."""
    lines = []
    for line in text.splitlines():
        bare = line.lstrip()
        lines.append(Padding(Text(bare), (0, 0, 0, columns + len(line) - len(bare))))
    return Group(*lines)


@contextmanager
def sentences() -> Iterator[None]:
    """Turn what went wrong into a sentence; `--debug` shows the traceback instead."""
    try:
        yield
    except (typer.Exit, typer.Abort):
        raise
    except KeyboardInterrupt:
        err.print("[dim]interrupted[/dim]")
        raise typer.Exit(INTERRUPTED) from None
    except BrokenPipeError:
        # Whoever read the results has seen enough (`| head`); Python would complain once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(Exit.GOOD) from None
    except Exception as error:
        if debugging():
            raise
        _explain(error)
        raise typer.Exit(getattr(error, "exit_code", Exit.BAD)) from None


def _explain(error: Exception) -> None:
    problems = getattr(error, "problems", None)
    if isinstance(problems, tuple):
        # ConfigProblems: each has its file and line at the beginning, where editors look for them.
        for problem in problems:
            err.print(str(problem), markup=False, soft_wrap=True)
        return
    complain(str(error) or type(error).__name__)


class Progress:
    """Says on stderr what is going on: a spinner on a terminal, a line elsewhere."""

    def __init__(self) -> None:
        self._status: Status | None = None

    def show(self, text: str) -> None:
        """What goes on now (Rich markup)."""
        self.hush()
        if err.is_terminal:
            self._status = err.status(f"[dim]{text}[/dim]")
            self._status.start()
        else:
            err.print(text, soft_wrap=True)

    def hush(self) -> None:
        """Take the spinner away, before anything else is printed."""
        if self._status is not None:
            self._status.stop()
            self._status = None

    def __enter__(self) -> "Progress":
        return self

    def __exit__(self, *_: object) -> None:
        self.hush()
