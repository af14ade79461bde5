"""A worker as the supervisor knows it."""

import asyncio
import os
import secrets
import signal
import socket
import sys
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field

from cli.edge.channel import Channel, Message

RECENT_SECS = 1.0
"""Seconds after which a call that came in with a request is among those that its worker tells of."""


@dataclass(frozen=True)
class Order:
    """What a new worker is told."""

    file: str
    """Path of the server file."""
    key: str
    """Hexadecimal; the workers check each other's tokens with it while the database is away."""
    offline: bool = False


@dataclass(eq=False)
class WorkerProcess:
    """One process."""

    name: str
    index: int
    """Whose place it has, from 0."""
    channel: Channel
    process: asyncio.subprocess.Process
    is_ready: bool = False
    is_leaving: bool = False
    """Whether it was told to end, or will be if it does not get ready: nobody takes its place."""
    is_draining: bool = False
    """Whether it was told to end when its calls have ended. Told again, it would end them."""
    active: int = 0
    """Calls that it told of."""
    heard_at: float = 0.0
    """Reading of the loop's clock at its last message."""
    told_ready: asyncio.Event = field(default_factory=asyncio.Event)
    given: deque[float] = field(default_factory=deque)
    """When it was given its latest requests."""

    @classmethod
    async def start(cls, name: str, index: int, order: Order) -> "WorkerProcess":
        """Start a process; it says itself when it is ready."""
        channel, theirs = Channel.pair()
        try:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "cli.edge.worker", str(theirs.fileno()), pass_fds=[theirs.fileno()],
                # Ctrl-C is for the supervisor, who tells its workers.
                start_new_session=True,
            )  # fmt: skip
        finally:
            theirs.close()
        worker = cls(name, index, channel, process, heard_at=asyncio.get_running_loop().time())

        def on_message(message: Message, _: socket.socket | None) -> None:
            worker.heard_at = asyncio.get_running_loop().time()
            worker.active = int(message.get("active", worker.active))
            if message.get("ready"):
                worker.is_ready = True
                worker.told_ready.set()

        channel.listen(on_message, lambda: None)
        channel.send({"name": name, "file": order.file, "key": order.key, "offline": order.offline})
        return worker

    @property
    def is_alive(self) -> bool:
        """Whether the process runs."""
        return self.process.returncode is None

    @property
    def load(self) -> int:
        """Calls that it told of, and requests of the last moment: what it told may not know of them."""
        now = asyncio.get_running_loop().time()
        while self.given and now - self.given[0] > RECENT_SECS:
            self.given.popleft()
        return self.active + len(self.given)

    def take(self, connection: socket.socket) -> bool:
        """Give it a connection; False if it cannot take one."""
        if not self.is_alive or not self.channel.send({"connection": True}, connection):
            return False
        self.given.append(asyncio.get_running_loop().time())
        return True

    def drain(self) -> None:
        """Let it end when its calls have ended. Told twice, it is told once."""
        self.is_leaving = True
        if not self.is_draining:
            self.is_draining = True
            self.signal(signal.SIGTERM)

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal, if it runs."""
        with suppress(ProcessLookupError):
            self.process.send_signal(number)


def new_name(server: str, index: int) -> str:
    """A name that no worker had before: `SERVER.INDEX.CHANCE`. Load balancers may route by its beginning."""
    return f"{server}.{index}.{secrets.token_hex(4)}"


def is_first(worker: str) -> bool:
    """Whether this worker does what one worker of a machine must do."""
    return worker.split(".")[-2:-1] == ["0"]


def default_server_name() -> str:
    """The machine's name, as far as it may stand in a path."""
    plain = "".join(
        char if char.isascii() and char.isalnum() else "-" for char in os.uname().nodename.lower()
    )
    return plain.strip("-")[:32] or "server"
