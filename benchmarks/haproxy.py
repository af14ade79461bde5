"""HAProxy with `deploy/haproxy.cfg` on ports of our own: found, or installed where that is possible."""

import asyncio
import fcntl
import os
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

CONFIG = Path(__file__).resolve().parents[1] / "deploy" / "haproxy.cfg"
START_SECS = 10.0


class NoHaproxy(Exception):
    """There is no HAProxy, and it cannot be installed; the message says why."""


def find_haproxy() -> str:
    """The program. Installs Debian's package when it may. Raises NoHaproxy."""
    if path := _installed():
        return path
    if shutil.which("apt-get") is None:
        raise NoHaproxy("no HAProxy here, and no apt-get to install it")
    if os.geteuid() != 0:
        raise NoHaproxy("no HAProxy here, and only root may install it: apt-get install haproxy")
    # Test workers come here at the same time, and apt-get does not wait for another.
    with Path(tempfile.gettempdir(), "callwright-haproxy.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if path := _installed():
            return path
        for command in (["update"], ["install", "-y", "--no-install-recommends", "haproxy"]):
            done = subprocess.run(["apt-get", "-qq", *command], capture_output=True, timeout=300, check=False)
            if done.returncode:
                raise NoHaproxy(f"apt-get {command[0]} failed: {done.stderr.decode()[-200:]}")
    if path := _installed():
        return path
    raise NoHaproxy("the package haproxy was installed, and there is still no program")


def _installed() -> str | None:
    return shutil.which("haproxy", path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")


def on_ports(front: int, servers: dict[str, int]) -> str:
    """The configuration as it is kept, but for its ports."""
    text = CONFIG.read_text().replace("bind :8080", f"bind 127.0.0.1:{front}")
    for name, port in servers.items():
        text = re.sub(rf"(server {name} 127\.0\.0\.1):\d+", rf"\1:{port}", text)
    return text


class Haproxy:
    """A running master and its worker."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self._process = process
        self.port = port

    def reload(self) -> None:
        """Read the configuration again, in a new worker; the old one goes on with what it has."""
        self._process.send_signal(signal.SIGUSR2)


@asynccontextmanager
async def haproxy(folder: Path, front: int, servers: dict[str, int]) -> AsyncIterator[Haproxy]:
    """Run it until the block is left. Raises NoHaproxy."""
    program = await asyncio.to_thread(find_haproxy)
    config, log = folder / "haproxy.cfg", folder / "haproxy.log"
    config.write_text(on_ports(front, servers))
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: ASYNC220 - it returns at once
            [program, "-W", "-db", "-f", str(config)], stdout=output, stderr=output, start_new_session=True
        )
    try:
        async with asyncio.timeout(START_SECS):
            while not await _listens(front):
                assert process.poll() is None, log.read_text()
                await asyncio.sleep(0.05)
        yield Haproxy(process, front)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


async def _listens(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True
