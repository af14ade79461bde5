"""A whole call with a transfer tells the business's own server, with the address of the call's page."""

import asyncio
import json
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from configs import load_agent
from flows.external.webhooks.signing import HEADER, verify
from services.local import engines
from simulation.play import Conditions, play
from simulation.scenario import load_scenarios

HERE = Path(__file__).resolve().parent
SECRET = "a secret of many characters"
AGENT = """
agent: told
flow: appointments
timezone: America/New_York
turns: {vad_stop_secs: 0.3, max_pause_secs: 0.7}
handoff:
  consult_secs: 30
  destinations: {front_desk: {targets: [{number: +12125550142}]}}
  webhook: {url: "http://127.0.0.1:${BRIEF_PORT}/briefs", secret: "${BRIEF_SECRET}", allow_private: true}
  pages: https://calls.example.com
"""


@pytest.fixture
def office() -> Iterator[tuple[int, list[dict[str, Any]]]]:
    """A server in a thread of its own, and what it was told."""
    told: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            # The agent's clock is the scenario's: it signs on the day of the call.
            stamp = int(self.headers[HEADER].partition(",")[0].removeprefix("t="))
            verify(SECRET, self.headers[HEADER], body, now=stamp)
            told.append(json.loads(body))
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield server.server_port, told
    server.shutdown()
    server.server_close()
    thread.join()
    asyncio.run(engines.close())


def test_the_business_is_told_who_is_coming_and_where_to_read_of_it(
    office: tuple[int, list[dict[str, Any]]], tmp_path: Path
) -> None:
    port, told = office
    file = tmp_path / "told.yaml"
    file.write_text(AGENT, encoding="utf-8")
    (tmp_path / "flows").symlink_to(HERE.parents[2] / "flows")
    environ = {"BRIEF_PORT": str(port), "BRIEF_SECRET": SECRET}
    scenarios = load_scenarios(HERE / "scenarios" / "outcomes.yaml")
    scenario = next(each for each in scenarios if each.short_name == "no_answer")
    (result,) = play(scenario, load_agent(file, environ=environ), Conditions())
    assert result.record is not None
    assert [news["status"] for news in told] == ["begun", "no_answer"]
    (page,) = {news["page"] for news in told}
    assert re.fullmatch(r"https://calls\.example\.com/briefing/[\w-]{24}", page)
    assert told[0]["brief"] == result.record.transfers[0].brief
