"""`callwright serve` over real sockets: the page and the Twilio routes of one agent on one port."""

import asyncio
import importlib.util
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import aiohttp
import pytest

from tests.network import need_webrtc

TESTS = Path(__file__).resolve().parents[1]


def helper(file: str) -> ModuleType:
    path = TESTS / file
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


door, webrtc_page = helper("bot/door.py"), helper("transports/webrtc_page.py")

pytestmark = [pytest.mark.realtime, pytest.mark.timeout(180)]


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The process and its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable,
        "-c",
        "from cli.main import run; run()",
        "serve",
        "appointments",
        "--port",
        str(port),
    ]
    process = subprocess.Popen(
        [*command, "--public-host", "phone.example.com"],
        cwd=door.ROOT,
        env=door.environment(tmp_path / "data"),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        yield process, f"http://127.0.0.1:{port}"
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


async def ready(process: subprocess.Popen[str], http: aiohttp.ClientSession) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert process.poll() is None, process.communicate()[0]
        try:
            async with http.get("/status") as answer:
                status = await answer.json()
                assert (status["agent"], status["transports"]) == ("appointments", ["webrtc"])
                return
        except aiohttp.ClientConnectionError:
            await asyncio.sleep(0.2)
    raise AssertionError("not ready after 60 s")


async def said(page: webrtc_page.Page, words: str) -> None:
    """Until the page was told these words."""
    async with asyncio.timeout(60):
        while words not in repr(page.messages):
            await asyncio.sleep(0.1)


async def test_one_port_has_the_page_its_calls_and_the_twilio_webhook(
    served: tuple[subprocess.Popen[str], str], tmp_path: Path
) -> None:
    need_webrtc()
    process, url = served
    async with aiohttp.ClientSession(url) as http:
        await ready(process, http)
        async with http.get("/") as answer:
            assert answer.url.path == "/client/" and "Callwright" in await answer.text()
        announced = {"CallSid": f"CA{1:032x}", "From": "+12025550123"}
        async with http.post("/twilio/voice", data=announced) as answer:
            assert "wss://phone.example.com/twilio/stream" in await answer.text()
        async with http.post("/sessions/nobody/api/offer", json={}) as answer:
            assert answer.status == 404
        async with http.post("/start", json={}) as answer:
            session = (await answer.json())["sessionId"]
        for nonsense in ({}, {"sdp": "x", "type": "offer"}, [], {"sdp": 1, "type": 2}):
            async with http.post(f"/sessions/{session}/api/offer", json=nonsense) as answer:
                assert answer.status == 400, nonsense

    async with webrtc_page.calling(url) as page:
        assert (await page.until("bot-ready"))["data"]["version"].startswith("2.")
        await page.until("bot-stopped-speaking")
        assert page.loudest > 1000
        page.send("send-text", "allowed", {"content": "Yes, you may record it."})
        await said(page, "How can I help")
        page.send("send-text", "typed", {"content": "I'd like to book an appointment"})
        await said(page, "phone number")
        process.send_signal(signal.SIGINT)
        await asyncio.wait_for(page.gone.wait(), 10)
    output, _ = await asyncio.to_thread(process.communicate, timeout=15)
    assert process.returncode == 0, output
    (file,) = (tmp_path / "data").rglob("record.json")
    record = json.loads(file.read_text())
    assert (record["carrier"], record["end_reason"]) == ("webrtc", "drained")
    assert "Traceback" not in output
    assert "book an appointment" in output  # the live transcript
