"""The signalling of the playground, and a page that never comes."""

import asyncio

import pytest
from aiortc import RTCPeerConnection
from fastapi import FastAPI
from pipecat.transports.smallwebrtc.connection import SmallWebRTCConnection
from starlette.testclient import TestClient

from configs.schema.agent import AgentConfig
from simulation.page_socket import ALONE
from transports.browser import webrtc_line
from transports.line import BROWSER_IN_HZ, BROWSER_OUT_HZ, Line
from transports.playground import MAX_SESSIONS, PAGE, add_playground

OFFER = "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n"


@pytest.fixture
def answered() -> list[Line]:
    return []


@pytest.fixture
def client(answered: list[Line]) -> TestClient:
    async def answer(line: Line) -> None:
        answered.append(line)

    app = FastAPI()
    add_playground(app, answer, agent=AgentConfig(agent="somebody", flow="x", description="Somebody's."))
    return TestClient(app, raise_server_exceptions=True)


def session(client: TestClient) -> str:
    return client.post("/start", json={}).json()["sessionId"]


def test_the_page_is_complete_and_loads_nothing_from_elsewhere(client: TestClient):
    page = client.get("/").text
    assert "default-src 'self'" in page
    for file in PAGE.iterdir():
        assert client.get(f"/client/{file.name}").status_code == 200
        text = file.read_text().replace("http://www.w3.org/2000/svg", "")
        assert "http://" not in text and "https://" not in text, file.name


def test_the_page_is_told_the_agent_and_the_ways_in(client: TestClient):
    assert client.get("/status").json() == {
        "status": "ready",
        "transports": ["webrtc"],
        "agent": "somebody",
        "description": "Somebody's.",
    }


@pytest.mark.parametrize(
    "offer",
    [
        {},
        [],
        "text",
        None,
        {"sdp": "x", "type": "offer"},
        {"sdp": 1, "type": "offer"},
        {"sdp": OFFER, "type": "offer"},
        {"sdp": OFFER + "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n", "type": "nonsense"},
        {"sdp": OFFER + "m=audio nine x y\r\n", "type": "offer"},
        {"sdp": OFFER + "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n", "type": "offer", "other": 1},
    ],
)
def test_what_is_no_offer_is_refused_and_nobody_answers(client: TestClient, answered, offer):
    response = client.post(f"/sessions/{session(client)}/api/offer", json=offer)
    assert response.status_code == 400, response.text
    assert answered == []


@pytest.mark.parametrize("patch", [{}, [], {"pc_id": "x", "candidates": [{"nonsense": 1}]}])
def test_what_is_no_candidate_is_refused(client: TestClient, patch):
    assert client.patch(f"/sessions/{session(client)}/api/offer", json=patch).status_code == 400


def test_an_offer_needs_a_session_and_the_oldest_go_first(client: TestClient):
    assert client.post("/sessions/unknown/api/offer", json={}).status_code == 404
    assert client.patch("/sessions/unknown/api/offer", json={}).status_code == 404
    first = session(client)
    for _ in range(MAX_SESSIONS):
        last = session(client)
    assert client.post(f"/sessions/{first}/api/offer", json={}).status_code == 404
    assert client.post(f"/sessions/{last}/api/offer", json={}).status_code == 400


async def test_a_page_that_never_connects_is_given_up():
    page, ours = RTCPeerConnection(ALONE), SmallWebRTCConnection()
    page.addTransceiver("audio")
    await page.setLocalDescription(await page.createOffer())
    await ours.initialize(page.localDescription.sdp, page.localDescription.type)
    line = webrtc_line(ours, connect_secs=0.2)
    assert (line.carrier, line.audio_in_hz, line.audio_out_hz) == ("webrtc", BROWSER_IN_HZ, BROWSER_OUT_HZ)
    assert line.page and line.wideband
    assert ours.pc.connectionState in ("new", "connecting")
    await asyncio.sleep(1)
    assert ours.pc.connectionState == "closed"
    await page.close()
