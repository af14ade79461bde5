"""The in-memory way to an application does what a server would."""

from datetime import UTC, datetime

import pytest
from fastapi import FastAPI, Request, Response, WebSocket

from simulation.asgi_socket import AsgiExchange, lifespan
from simulation.clock import run_virtual
from simulation.dialling import read_twiml
from simulation.exchange import SocketRefused

START = datetime(2026, 3, 2, tzinfo=UTC)


def test_a_form_is_posted_and_its_answer_read():
    app = FastAPI()

    @app.post("/twilio/voice")
    async def voice(request: Request) -> Response:
        return Response((await request.body()).decode() + " " + request.headers["content-type"])

    async def run() -> str:
        return await AsgiExchange(app).post("/twilio/voice", {"From": "+15550100199", "To": "a b"})

    assert run_virtual(run, start=START) == "From=%2B15550100199&To=a+b application/x-www-form-urlencoded"


def test_an_answer_that_is_not_good_is_refused_with_its_status():
    async def run() -> None:
        await AsgiExchange(FastAPI()).post("/twilio/voice", {})

    with pytest.raises(SocketRefused, match="POST /twilio/voice answered 404"):
        run_virtual(run, start=START)


def test_messages_go_both_ways_and_a_close_is_told():
    app = FastAPI()

    @app.websocket("/echo")
    async def echo(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.send_text((await websocket.receive_text()).upper())
        await websocket.close(1001)

    async def run() -> tuple[str | None, str | None, int | None]:
        socket = await AsgiExchange(app).connect("/echo?x=1")
        await socket.send("hello")
        said, then = await socket.receive(), await socket.receive()
        with pytest.raises(ConnectionError, match="closed the socket with 1001"):
            await socket.send("too late")
        await socket.close()
        return said, then, socket.close_code

    assert run_virtual(run, start=START) == ("HELLO", None, 1001)


def test_an_application_is_started_and_shut_down_as_by_a_server():
    steps: list[str] = []

    class App:
        async def __call__(self, scope, receive, send) -> None:
            for step in ("startup", "shutdown"):
                steps.append((await receive())["type"])
                await send({"type": f"lifespan.{step}.complete"})

    async def run() -> None:
        async with lifespan(App()):
            steps.append("running")

    run_virtual(run, start=START)
    assert steps == ["lifespan.startup", "running", "lifespan.shutdown"]


def test_an_application_that_fails_to_start_says_why():
    async def app(scope, receive, send) -> None:
        await receive()
        await send({"type": "lifespan.startup.failed", "message": "no database"})

    async def run() -> None:
        async with lifespan(app):
            pass

    with pytest.raises(RuntimeError, match="startup failed: no database"):
        run_virtual(run, start=START)


def test_the_stream_and_its_parameters_are_read_from_twiml():
    twiml = (
        '<Response><Connect><Stream url="wss://example.test/twilio/stream">'
        '<Parameter name="from" value="+1&amp;2"/></Stream></Connect></Response>'
    )
    dialled = read_twiml(twiml)
    assert (dialled.path, dialled.parameters) == ("/twilio/stream", {"from": "+1&2"})


@pytest.mark.parametrize(
    "twiml", ["busy", "<Response><Hangup/></Response>", "<Response><Connect/></Response>"]
)
def test_an_answer_without_a_stream_is_a_refusal(twiml: str):
    with pytest.raises(SocketRefused):
        read_twiml(twiml)
