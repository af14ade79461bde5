"""Logs, set up in one place for every door: what is logged goes through a masker first.

Every message, every text that is bound to it and every traceback, of our code, Pipecat's and of the libraries
that log by the standard module. Masked is what a text shows by itself, and every value that a call of now
knows; names, telephones and addresses too, whatever the agent file keeps: a log is read by others.
"""

import logging
import os
import re
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, TextIO

from loguru import logger

from compliance.redaction.declared import mapped
from compliance.redaction.safe import WITHHELD, Masker

CONTEXT_VARIABLE = "PIPECAT_LOG_LLM_CONTEXT"
"""Pipecat logs whole conversations at DEBUG unless this is `off`."""

Matters = Callable[[Any], bool]
"""Whether a record is worth a line."""

_calls: dict[int, Masker] = {}
_EARS = re.compile(r"(?:^|\.)stt(?:_|\.|$)|_stt(?:\.|$)")
"""Modules of speech recognition."""


def set_up_logs(level: str, *, stream: TextIO | None = None, matters: Matters | None = None) -> None:
    """Log to one stream, stderr by default, from `level` on; every other sink of loguru is taken away.

    Nothing is logged below DEBUG: there, frames are shown before they are redacted. May be called again.
    Standard loggers keep their handlers and levels; what goes to them is masked.
    """
    os.environ[CONTEXT_VARIABLE] = "off"
    logger.remove()
    logger.configure(patcher=_patch)

    def shown(record: Any) -> bool:
        return record["level"].no >= logging.DEBUG and (matters is None or matters(record))

    logger.add(stream or sys.stderr, level=level, diagnose=False, backtrace=False, filter=shown)
    sys.excepthook = _uncaught
    if logging.getLogRecordFactory() is not _masked_record:
        logging.setLogRecordFactory(_masked_record)


@contextmanager
def known_to_logs(masker: Masker) -> Iterator[None]:
    """While this lasts, the private values of a call are masked in every log."""
    _calls[id(masker)] = masker
    try:
        yield
    finally:
        del _calls[id(masker)]


def for_logs(text: str) -> str:
    """A text as it may be logged. Never raises: what cannot be masked is withheld."""
    try:
        for masker in list(_calls.values()):
            text = masker.mask(text)
        # Loaded with the first line: most commands never log one.
        from compliance.redaction.by_itself import by_itself

        return by_itself("hipaa", ("ip_address",)).mask(text)
    except Exception:
        return WITHHELD


def traceback_for_logs(error: BaseException) -> str:
    """The traceback of an error as it may be logged: no values of variables, and a masked message."""
    return for_logs("".join(traceback.format_exception(error)).rstrip())


def _patch(record: Any) -> None:
    """What loguru is about to hand to its sinks."""
    message = record["message"]
    if record["level"].no < logging.INFO and _EARS.search(record["name"] or ""):
        # What is heard before a number is whole shows nothing by itself.
        about, colon, _ = message.partition(":")
        message = f"{about}: {WITHHELD}" if colon else message
    record["message"] = for_logs(message)
    if record["extra"]:
        record["extra"] = mapped(record["extra"], for_logs)
    caught = record["exception"]
    if caught is not None:
        if caught.value is not None:
            record["message"] += "\n" + traceback_for_logs(caught.value)
        record["exception"] = None


_record = logging.getLogRecordFactory()


def _masked_record(*args: Any, **kwargs: Any) -> logging.LogRecord:
    """A record of the standard module."""
    record = _record(*args, **kwargs)
    try:
        message = record.getMessage()
    except Exception:  # the standard module complains of it where it is shown
        message = ""
    shown = for_logs(message)
    if shown != message:
        if record.name == "uvicorn.access":  # its formatter reads the parts of the line from here
            parts = record.args if isinstance(record.args, tuple) else ()
            record.args = tuple(for_logs(part) if isinstance(part, str) else part for part in parts)
        else:
            record.msg, record.args = shown, None
    if record.exc_info and record.exc_info[1] is not None:
        # A formatter takes this for its own work, done before.
        record.exc_text = traceback_for_logs(record.exc_info[1])
    return record


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """What nobody caught, on its way to the terminal."""
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    print(traceback_for_logs(error.with_traceback(trace)), file=sys.stderr)  # noqa: T201
