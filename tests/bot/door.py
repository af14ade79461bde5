"""`python bot.py` as a process of its own, as a developer starts it."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
START_SECS = 90
STOP_SECS = 20


class Door:
    """A running bot.py."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, data: Path, log: Path) -> None:
        self.process, self.port, self.data, self._log = process, port, data, log
        self.url = f"http://localhost:{port}/"

    def log(self) -> str:
        """All that it wrote on its terminal."""
        return self._log.read_text(errors="replace")

    def children(self) -> list[int]:
        """The processes it started."""
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in listed.read_text().split()]

    def interrupt(self) -> int:
        """Press Ctrl-C and wait for the end. Returns the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(STOP_SECS)

    def records(self) -> list[dict[str, Any]]:
        """The finished call records."""
        return [json.loads(file.read_text()) for file in sorted(self.data.rglob("record.json"))]


def environment(data: Path, **variables: str) -> dict[str, str]:
    """The shell's environment without what would change the agent or reach a provider."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("CALLWRIGHT_", "DAILY_", "PIPECAT_"))
    }
    return {**kept, "CALLWRIGHT_DATA": str(data), "PYTHONUNBUFFERED": "1", **variables}


@contextlib.contextmanager
def bot(folder: Path, *flags: str, **variables: str) -> Iterator[Door]:
    """bot.py on a free port, once it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    data, log = folder / "data", folder / "bot.log"
    with log.open("wb") as terminal:
        process = subprocess.Popen(
            [sys.executable, str(ROOT / "bot.py"), "--port", str(port), *flags],
            cwd=ROOT,
            env=environment(data, **variables),
            stdout=terminal,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    door = Door(process, port, data, log)
    try:
        _wait(door)
        yield door
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(STOP_SECS)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _wait(door: Door) -> None:
    deadline = time.monotonic() + START_SECS
    while time.monotonic() < deadline:
        assert door.process.poll() is None, door.log()
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{door.url}status", timeout=2):
            return
        time.sleep(0.2)
    raise AssertionError(f"not ready after {START_SECS} s:\n{door.log()}")


def alive(pid: int) -> bool:
    """Whether a process is there and no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
