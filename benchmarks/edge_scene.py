"""A real server of several processes and a carrier with many callers: the scene of the call edge's proofs."""

import asyncio
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import aiohttp
import psutil
import yaml

from simulation.carrier import TwilioCaller
from simulation.carrier.network import FakeTwilio
from simulation.exchange import SocketRefused
from simulation.real_socket import NetworkExchange

ROOT = Path(__file__).resolve().parents[1]
NUMBER = "+12125550142"
READY_SECS = 120.0

AGENT = """agent: edge
flow: appointments
turns: {silence: {after_secs: 60}}
recording: {mode: "off"}
compliance: {jurisdiction: US-NY}
"""
"""An agent that greets and then waits: its callers say nothing."""


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass(eq=False)
class Served:
    """A running `callwright serve --server`."""

    folder: Path
    process: subprocess.Popen[bytes]
    port: int
    log: Path

    @property
    def data(self) -> Path:
        """Where calls are kept."""
        return self.folder / "data"

    @property
    def workers(self) -> list[psutil.Process]:
        """The worker processes."""
        with suppress(psutil.NoSuchProcess):
            return [
                child for child in psutil.Process(self.process.pid).children()
                if "cli.edge.worker" in " ".join(child.cmdline())
            ]  # fmt: skip
        return []

    async def ask(self, path: str) -> tuple[int, dict[str, Any]]:
        """Status and body of a health route."""
        async with (
            aiohttp.ClientSession() as http,
            http.get(f"http://127.0.0.1:{self.port}{path}") as answer,
        ):
            text = await answer.text()
            return answer.status, json.loads(text) if text.startswith("{") else {}

    async def ready(self, workers: int) -> None:
        """Until so many workers take calls."""
        seen: set[str] = set()
        until = time.monotonic() + READY_SECS
        while len(seen) < workers:
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < until, self.log.read_text()
            with suppress(aiohttp.ClientError):
                status, told = await self.ask("/health/ready")
                if status == 200:
                    seen.add(told["worker"])
            await asyncio.sleep(0.1)

    def rows(self) -> list[dict[str, Any]]:
        """The records of the store."""
        with closing(sqlite3.connect(self.data / "callwright.db", timeout=10)) as database:
            return [
                json.loads(record) | {"state": state}
                for record, state in database.execute("SELECT record, state FROM calls ORDER BY started_at")
            ]

    async def settled(self, calls: int, secs: float = 60) -> list[dict[str, Any]]:
        """The records, once so many carrier's calls have theirs and all are final."""
        until = time.monotonic() + secs
        while True:
            rows = await asyncio.to_thread(self.rows)
            done = {row["carrier_call"] for row in rows}
            if (len(done) >= calls and all(row["end_reason"] for row in rows)) or time.monotonic() > until:
                return rows
            await asyncio.sleep(0.5)

    def tell(self, number: signal.Signals) -> None:
        """Send a signal to the supervisor."""
        self.process.send_signal(number)


@dataclass(frozen=True)
class Asked:
    """One request of the carrier."""

    call_sid: str
    path: str
    at: float
    """When it was answered, by `time.monotonic`."""
    secs: float
    answer: str


class TimedExchange(NetworkExchange):
    """Reaches a server, and notes how long it took."""

    def __init__(self, address: str, asked: list[Asked]) -> None:
        super().__init__(address)
        self._asked = asked

    async def post(
        self, path: str, sent: dict[str, str] | bytes, *, headers: Mapping[str, str] | None = None
    ) -> str:
        """Post a form."""
        form = sent if isinstance(sent, dict) else {}
        began, answer = time.monotonic(), ""
        try:
            answer = await super().post(path, sent, headers=headers)
        finally:
            now = time.monotonic()
            self._asked.append(Asked(form.get("CallSid", ""), path, now, now - began, answer))
        return answer


class Crowd:
    """A carrier and its callers."""

    def __init__(self, seed: int = 1) -> None:
        self.carrier = FakeTwilio(Random(seed))
        self.asked: list[Asked] = []
        """Everything that the carrier asked, in order of the answers."""
        self._rng = Random(seed + 1)

    def reach(self, port: int) -> None:
        """From now on the carrier reaches a server at this port."""
        self._exchange = TimedExchange(f"127.0.0.1:{port}", self.asked)
        self.carrier.reach(self._exchange)

    async def call(self) -> TwilioCaller | None:
        """Somebody calls; None if no agent takes the call."""
        caller = TwilioCaller(
            self._exchange, Random(self._rng.getrandbits(64)), to=NUMBER, carrier=self.carrier
        )
        # Whoever is with nobody after their stream does not wait for a person.
        caller.in_a_hurry = True
        try:
            await caller.dial()
        except SocketRefused:
            return None
        return caller

    def answers(self, ending: str) -> list[Asked]:
        """What was answered at the addresses that end so."""
        return [one for one in self.asked if one.path.endswith(ending)]


@asynccontextmanager
async def served(
    folder: Path,
    crowd: Crowd,
    *,
    workers: int = 2,
    port: int | None = None,
    name: str = "a",
    lease_secs: float = 3,
    **blocks: Any,
) -> AsyncIterator[Served]:
    """Serve until the block is left; then nothing of it runs any more."""
    port, carrier = port or free_port(), crowd.carrier
    made = {
        "public_url": "https://callwright.test",
        "numbers": {NUMBER: "./edge.yaml"},
        "carriers": {"twilio": {"account_sid": carrier.account_sid, "auth_token": "${EDGE_TOKEN}"}},
        "workers": {"count": workers, "lease_secs": lease_secs, "drain_secs": 120},
        **blocks,
    }
    (folder / "edge.yaml").write_text(AGENT)
    (folder / f"{name}.server.yaml").write_text(yaml.safe_dump(made))
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("CALLWRIGHT_", "TWILIO_"))}
    environ = {**kept, "EDGE_TOKEN": carrier.auth_token, "CALLWRIGHT_DATA": str(folder / "data")}
    log = folder / f"{name}.log"
    command = [sys.executable, "-m", "cli", "serve", "--server", str(folder / f"{name}.server.yaml")]
    with log.open("ab") as output:
        process = subprocess.Popen(  # noqa: ASYNC220 - it returns at once
            [*command, "--port", str(port), "--workers", str(workers), "--name", name, "--offline"],
            cwd=ROOT, env=environ, stdout=output, stderr=output, start_new_session=True,
        )  # fmt: skip
    server = Served(folder, process, port, log)
    try:
        await server.ready(workers)
        crowd.reach(port)
        yield server
    finally:
        children = server.workers
        for one in [*children, *(child for each in children for child in each.children(recursive=True))]:
            with suppress(psutil.NoSuchProcess):
                one.kill()
        if process.poll() is None:
            process.kill()
        process.wait()
