"""Nothing private gets into a log, whoever logs it."""

import io
import logging
import os
import sys
from collections.abc import Iterator

import pytest
from loguru import logger

from calls.logs import known_to_logs, set_up_logs

CARD = "4111 1111 1111 1111"


class Knows:
    """A call that knows one word."""

    def mask(self, text: str) -> str:
        return text.replace("swordfish", "[password]")


class Broken:
    def mask(self, text: str) -> str:
        raise RuntimeError("no")


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """All that is logged, from DEBUG on."""
    monkeypatch.setenv("PIPECAT_LOG_LLM_CONTEXT", "full")
    lines = io.StringIO()
    set_up_logs("TRACE", stream=lines)
    yield lines
    logger.remove()
    logger.configure(patcher=lambda record: None)
    logging.setLogRecordFactory(logging.LogRecord)
    sys.excepthook = sys.__excepthook__


@pytest.fixture
def other(log: io.StringIO) -> Iterator[tuple[logging.Logger, io.StringIO]]:
    """A library that logs by the standard module, with a handler of its own."""
    lines = io.StringIO()
    handler, library = logging.StreamHandler(lines), logging.getLogger("a.library")
    library.addHandler(handler)
    yield library, lines
    library.removeHandler(handler)


def test_a_card_in_a_message_is_masked(log: io.StringIO) -> None:
    logger.debug(f"the caller said {CARD}")
    assert log.getvalue().rstrip().endswith("the caller said [card]")


def test_what_is_bound_to_a_message_is_masked(log: io.StringIO) -> None:
    lines: list[str] = []
    sink = logger.add(lines.append, format="{extra} {message}")
    logger.bind(arguments={"card": CARD}).info("called")
    logger.remove(sink)
    assert lines == ["{'arguments': {'card': '[card]'}} called\n"]


def test_a_traceback_is_masked_and_tells_no_values(log: io.StringIO) -> None:
    number = CARD
    try:
        try:
            raise ValueError(f"inner {number}")
        except ValueError as error:
            raise RuntimeError(f"outer {number}") from error
    except RuntimeError:
        logger.exception("it failed")
    text = log.getvalue()
    assert "inner [card]" in text and "outer [card]" in text and "Traceback" in text
    assert "4111" not in text


def test_a_colourful_message_is_masked(log: io.StringIO) -> None:
    logger.opt(colors=True).warning(f"<red>{CARD}</red>")
    assert "[card]" in log.getvalue() and "4111" not in log.getvalue()


def test_what_a_call_knows_is_masked_while_it_goes_on(log: io.StringIO) -> None:
    with known_to_logs(Knows()):
        logger.info("said swordfish")
    logger.info("again swordfish")
    assert "said [password]" in log.getvalue()
    assert "again swordfish" in log.getvalue(), "nobody knows the word any more"


def test_a_masker_that_fails_withholds_the_line(log: io.StringIO) -> None:
    with known_to_logs(Broken()):
        logger.info("a secret")
    assert "[withheld]" in log.getvalue() and "secret" not in log.getvalue()


def test_frames_are_not_logged_before_they_are_redacted(log: io.StringIO) -> None:
    logger.trace("Pushing TranscriptionFrame(text: [four one])")
    assert log.getvalue() == ""


@pytest.mark.parametrize(
    "module", ["pipecat.services.elevenlabs.stt", "services.local.stt", "a.flux.stt_base"]
)
def test_what_the_ears_heard_is_withheld_below_info(log: io.StringIO, module: str) -> None:
    ours = logger.patch(lambda record: None)
    exec(
        "ears.debug('Transcription: [four one]'); ears.info('Connected: eu')",
        {"__name__": module, "ears": ours},
    )
    assert "Transcription: [withheld]" in log.getvalue()
    assert "Connected: eu" in log.getvalue()


def test_libraries_are_masked_too(other: tuple[logging.Logger, io.StringIO]) -> None:
    library, lines = other
    library.warning("card %s of %s", CARD, "Ada")
    library.warning("%d calls", 3)
    try:
        raise ValueError(CARD)
    except ValueError:
        library.exception("failed")
    text = lines.getvalue()
    assert "card [card] of Ada" in text and "3 calls" in text and "ValueError: [card]" in text
    assert "4111" not in text


def test_the_access_log_of_the_server_keeps_its_parts(other: tuple[logging.Logger, io.StringIO]) -> None:
    seen: list[logging.LogRecord] = []
    access, handler = logging.getLogger("uvicorn.access"), logging.Handler()
    handler.emit = seen.append  # type: ignore[method-assign]
    access.addHandler(handler)
    access.warning('%s - "%s %s HTTP/%s" %d', "127.0.0.1", "GET", "/pay?card=4111111111111111", "1.1", 200)
    access.removeHandler(handler)
    assert seen[0].args == ("127.0.0.1", "GET", "/pay?card=[card]", "1.1", 200)


def test_what_nobody_caught_is_masked(log: io.StringIO, capsys: pytest.CaptureFixture[str]) -> None:
    error = RuntimeError(f"cannot charge {CARD}")
    sys.excepthook(RuntimeError, error, None)
    assert capsys.readouterr().err.rstrip() == "RuntimeError: cannot charge [card]"


def test_pipecat_is_told_to_log_no_conversation(log: io.StringIO) -> None:
    assert os.environ["PIPECAT_LOG_LLM_CONTEXT"] == "off"


def test_without_the_set_up_the_card_is_there() -> None:
    lines: list[str] = []
    sink = logger.add(lines.append, format="{message}")
    logger.info(CARD)
    logger.remove(sink)
    assert lines == [f"{CARD}\n"]
