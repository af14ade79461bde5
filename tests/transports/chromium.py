"""Headless Chromium, driven over the DevTools protocol: found, or installed where that is possible."""

import asyncio
import base64
import contextlib
import fcntl
import json
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp

START_SECS = 40

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--autoplay-policy=no-user-gesture-required",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    # Loopback candidates by their address: nobody answers multicast DNS here.
    "--disable-features=WebRtcHideLocalIpsWithMdns",
    "--window-size=1280,900",
    "--remote-debugging-port=0",
)


class NoChromium(Exception):
    """There is no Chromium, and it cannot be installed; the message says why."""


def find_chromium() -> str:
    """The program. Installs Debian's package when it may. Raises NoChromium."""
    if path := _installed():
        return path
    if shutil.which("apt-get") is None:
        raise NoChromium("no Chromium here, and no apt-get to install it")
    if os.geteuid() != 0:
        raise NoChromium("no Chromium here, and only root may install it: apt-get install chromium")
    # Test workers come here at the same time, and apt-get does not wait for another.
    with Path(tempfile.gettempdir(), "callwright-chromium.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if path := _installed():
            return path
        _apt_get("update", secs=90)
        _apt_get("install", "-y", "--no-install-recommends", "chromium", secs=300)
    if path := _installed():
        return path
    raise NoChromium("apt-get installed chromium, but there is no such program")


def _installed() -> str | None:
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def _apt_get(*arguments: str, secs: float) -> None:
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(
            ["apt-get", "-q", *arguments], env=quiet, capture_output=True, text=True, timeout=secs
        )
    except subprocess.TimeoutExpired:
        raise NoChromium(f"no Chromium here, and apt-get {arguments[0]} took over {secs:g} s") from None
    if done.returncode != 0:
        last = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1:]
        raise NoChromium(f"no Chromium here, and apt-get {arguments[0]} failed: {' '.join(last)}")


class Page:
    """One tab."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._ids = 0
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self.console: list[str] = []
        """What the page logged."""
        self._reader = asyncio.create_task(self._read())

    async def _read(self) -> None:
        async for message in self._socket:
            data = json.loads(message.data)
            if waiting := self._answers.pop(data.get("id", 0), None):
                waiting.set_result(data)
            elif data.get("method") == "Runtime.consoleAPICalled":
                arguments = data["params"]["args"]
                self.console.append(" ".join(str(a.get("value", a.get("description"))) for a in arguments))

    async def command(self, method: str, **params: Any) -> dict[str, Any]:
        """One DevTools command."""
        self._ids += 1
        waiting = self._answers[self._ids] = asyncio.get_running_loop().create_future()
        await self._socket.send_json({"id": self._ids, "method": method, "params": params})
        answer = await asyncio.wait_for(waiting, 30)
        assert "error" not in answer, f"{method}: {answer.get('error')}"
        return answer["result"]

    async def open(self, url: str) -> None:
        """Go there. What is sent and received on data channels is kept in `window.rtvi`."""
        await self.command("Page.enable")
        await self.command("Runtime.enable")
        await self.command("Page.addScriptToEvaluateOnNewDocument", source=LISTEN_IN)
        await self.command("Page.navigate", url=url)

    async def evaluate(self, script: str) -> Any:
        """The value of an expression in the page."""
        result = await self.command(
            "Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True
        )
        assert "exceptionDetails" not in result, result["exceptionDetails"]
        return result["result"].get("value")

    async def text(self) -> str:
        """All that can be read on the page."""
        return await self.evaluate("document.body ? document.body.innerText : ''")

    async def click(self, label: str) -> bool:
        """Click the first enabled button that says or is named `label`. False when there is none."""
        return await self.evaluate(f"{CLICK}({json.dumps(label)})")

    async def messages(self) -> list[dict[str, Any]]:
        """The RTVI messages that the page has received so far."""
        return await self.evaluate("window.rtvi.in")

    async def send(self, kind: str, name: str, data: dict[str, Any]) -> None:
        """Send an RTVI message as the page's own client would; `name` is its id."""
        message = {"label": "rtvi-ai", "type": kind, "id": name, "data": data}
        await self.evaluate(f"window.rtvi.channel.send({json.dumps(json.dumps(message))})")

    async def screenshot(self, file: Path) -> None:
        """Keep what the page looks like."""
        shot = await self.command("Page.captureScreenshot", format="png")
        file.write_bytes(base64.b64decode(shot["data"]))

    async def close(self) -> None:
        """Stop listening."""
        self._reader.cancel()
        await self._socket.close()


CLICK = """
(label => {
    const said = b => (b.innerText || '') + ' ' + (b.getAttribute('aria-label') || '');
    const button = [...document.querySelectorAll('button')].find(
        b => !b.disabled && said(b).toLowerCase().includes(label.toLowerCase()));
    if (button) button.click();
    return !!button;
})
"""

LISTEN_IN = """
window.rtvi = {in: [], out: [], channel: null};
const create = RTCPeerConnection.prototype.createDataChannel;
RTCPeerConnection.prototype.createDataChannel = function (...args) {
    const channel = create.apply(this, args);
    window.rtvi.channel = channel;
    channel.addEventListener('message', event => {
        try { window.rtvi.in.push(JSON.parse(event.data)); } catch { /* a keep-alive */ }
    });
    const send = channel.send.bind(channel);
    channel.send = data => {
        try { window.rtvi.out.push(JSON.parse(data)); } catch { /* a keep-alive */ }
        return send(data);
    };
    return channel;
};
"""


@contextlib.asynccontextmanager
async def browser(program: str, profile: Path, *, microphone: Path | None = None) -> AsyncIterator[Page]:
    """A tab of a new browser whose microphone plays the WAV file `microphone` once."""
    flags = [*FLAGS, f"--user-data-dir={profile}"]
    if microphone is not None:
        flags.append(f"--use-file-for-fake-audio-capture={microphone}%noloop")
    process = await asyncio.create_subprocess_exec(
        program, *flags, "about:blank", stderr=asyncio.subprocess.PIPE, start_new_session=True
    )
    assert process.stderr is not None
    try:
        address = await asyncio.wait_for(_devtools(process.stderr), START_SECS)
        drain = asyncio.create_task(_drain(process.stderr))
        async with aiohttp.ClientSession() as http:
            async with http.get(f"http://{address}/json/list") as answer:
                tabs = await answer.json()
            tab = next(tab for tab in tabs if tab["type"] == "page")
            page = Page(await http.ws_connect(tab["webSocketDebuggerUrl"], max_msg_size=0))
            try:
                yield page
            finally:
                await page.close()
        drain.cancel()
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()


async def _devtools(stderr: asyncio.StreamReader) -> str:
    said = []
    async for line in stderr:
        text = line.decode(errors="replace")
        said.append(text)
        if "DevTools listening on ws://" in text:
            return text.split("ws://", 1)[1].split("/", 1)[0]
    raise AssertionError("Chromium did not start:\n" + "".join(said[-20:]))


async def _drain(stderr: asyncio.StreamReader) -> None:
    async for _ in stderr:
        pass
