"""The command as a process: what it loads, how it ends, and what it leaves behind."""

import json
import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

CALLWRIGHT = str(Path(sys.executable).with_name("callwright"))
VERBS = ([], ["check"], ["call"], ["test"], ["calls"], ["calls", "list"], ["serve"], ["init"], ["flow"])

HELP_OF_ALL = """
import sys
from typer.testing import CliRunner
from cli.main import app
for words in {verbs!r}:
    result = CliRunner().invoke(app, [*words, "--help"])
    assert result.exit_code == 0 and "Usage" in result.stdout, result.output
print([name for name in ("pipecat", "sqlalchemy", "fastapi", "numpy", "configs") if name in sys.modules])
"""


def test_help_loads_nothing_heavy() -> None:
    code = HELP_OF_ALL.format(verbs=VERBS)

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"


def test_the_version_is_that_of_the_package(cli) -> None:
    result = cli("--version")

    assert result.exit_code == 0
    assert result.stdout.startswith("callwright 0.")
    assert "pipecat-ai 1." in result.stdout


def test_an_unknown_verb_is_wrong_usage(cli) -> None:
    result = cli("sing")

    assert result.exit_code == 2
    assert "sing" in result.stderr


def test_debug_shows_the_traceback(cli, home: Path) -> None:
    result = cli("--debug", "calls", "list", "--data", home)
    failed = cli("--debug", "call", "appointments-cloud")

    assert result.exit_code == 0
    assert type(failed.exception).__name__ == "ConfigProblems"


def children_left() -> set[str]:
    """Engine processes of this machine that belong to a command of these tests."""
    return {
        process.info["cmdline"][-1]
        for process in psutil.process_iter(["cmdline", "ppid"])
        if process.info["ppid"] == 1 and "worker_entry.py" in " ".join(process.info["cmdline"] or ())
    }


def test_a_call_is_quiet_and_leaves_nothing_running(at_cafe: Path) -> None:
    before = children_left()

    done = subprocess.run(
        [sys.executable, "-X", "dev", CALLWRIGHT, "--debug", "call", "cafe", "--json"],
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["end_reason"] == "completed"
    assert "ResourceWarning" not in done.stderr
    assert children_left() <= before


def test_it_needs_no_terminal_and_no_colors(at_cafe: Path) -> None:
    environ = {**os.environ, "PYTHONIOENCODING": "ascii", "NO_COLOR": "1"}

    done = subprocess.run(
        [CALLWRIGHT, "test", "flows/cafe", "-s", "a_message"],
        capture_output=True, text=True, check=False, env=environ, timeout=120,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    assert "\x1b" not in done.stdout + done.stderr
    assert "1 passed, 0 failed" in done.stdout


def start_on_a_terminal(*words: str) -> tuple[subprocess.Popen[bytes], int]:
    """The command at a terminal of its own, and that terminal."""
    terminal, end = pty.openpty()
    environ = {**os.environ, "TERM": "xterm", "COLUMNS": "80"}
    process = subprocess.Popen(
        [CALLWRIGHT, *words],
        stdin=end,
        stdout=end,
        stderr=end,
        env=environ,
        start_new_session=True,
        # A background job ignores Ctrl-C, and so would its children; a terminal's own command does not.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    os.close(end)
    return process, terminal


def read_until(terminal: int, words: str | None, *, patience_secs: float = 90) -> str:
    """What the terminal shows up to some words, or (None) to its end."""
    seen, since = b"", time.monotonic()
    while words is None or words.encode() not in seen:
        assert time.monotonic() - since < patience_secs, seen.decode(errors="replace")
        try:
            some = os.read(terminal, 4096)
        except OSError:  # the other end is closed
            some = b""
        if not some:
            break
        seen += some
    return seen.decode(errors="replace")


@pytest.mark.realtime
def test_ctrl_c_in_the_middle_of_a_call_ends_it_with_a_record(at_cafe: Path) -> None:
    before = children_left()
    process, terminal = start_on_a_terminal("call", "cafe", "--clock", "real")
    read_until(terminal, "agent")

    os.killpg(process.pid, signal.SIGINT)
    rest = read_until(terminal, None)

    assert process.wait(20) == 130
    assert "Traceback" not in rest
    record = json.loads(next(at_cafe.rglob("record.json")).read_text())
    assert record["end_reason"] is not None
    assert next(at_cafe.rglob("recording.wav")).stat().st_size > 44
    assert children_left() <= before


def test_ctrl_c_ends_a_suite_in_several_processes(at_cafe: Path) -> None:
    before = children_left()
    process, terminal = start_on_a_terminal("test", "flows/cafe", "-j", "2")
    read_until(terminal, "scenarios played")
    time.sleep(1.0)

    os.killpg(process.pid, signal.SIGINT)
    rest = read_until(terminal, None)

    assert process.wait(20) == 130
    assert "Traceback" not in rest
    assert children_left() <= before
