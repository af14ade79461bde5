"""Whole calls to an agent whose tools are webhooks, on the virtual clock, against a real server."""

import asyncio
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from configs import load_agent
from flows.external.webhooks.signing import HEADER, verify
from pipeline.checking import check_agent
from services.local import engines
from simulation.play import Conditions, play
from simulation.scenario import Scenario, load_scenarios
from simulation.vocabulary import told

HERE = Path(__file__).resolve().parent / "agent"
SECRET = "a secret for the tests"


@dataclass
class Backend:
    """The shop's server, in a thread of its own."""

    port: int
    requests: list[tuple[str, dict[str, str], Any]] = field(default_factory=list)

    @property
    def environ(self) -> dict[str, str]:
        return {"ORDERS_PORT": str(self.port), "ORDERS_SECRET": SECRET}


@pytest.fixture
def backend() -> Iterator[Backend]:
    found: list[Backend] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            # The agent's clock is the scenario's: it signs on the day of the call.
            stamp = int(self.headers[HEADER].partition(",")[0].removeprefix("t="))
            verify(SECRET, self.headers[HEADER], body, now=stamp)
            asked = json.loads(body)
            found[0].requests.append((self.path, dict(self.headers), asked))
            broken = asked["arguments"]["order"] == "9999"
            answers = {"/status": "Your order is packed.", "/cancel": "It's cancelled."}
            said = {"error": "Traceback: hunter2"} if broken else {"say": answers[self.path]}
            text = json.dumps(said).encode()
            self.send_response(500 if broken else 200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.append(Backend(server.server_port))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield found[0]
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="module", autouse=True)
def voices() -> Iterator[None]:
    """The callers' and the agent's voice is a process of its own."""
    yield
    asyncio.run(engines.close())


SCENARIOS: tuple[Scenario, ...] = load_scenarios(HERE / "scenarios" / "orders.yaml")


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.short_name)
def test_a_call_to_an_agent_of_webhooks(scenario: Scenario, backend: Backend) -> None:
    agent = load_agent(HERE / "orders.yaml", environ=backend.environ)
    for result in play(scenario, agent, Conditions(environ=backend.environ)):
        assert result.passed, "\n".join([*result.failures, *map(told, result.events)])
        assert result.record is not None
        assert result.record.promises == [], "what a webhook has done may be said"
    paths = [path for path, _, _ in backend.requests]
    if scenario.short_name == "the_server_is_down":
        assert paths == ["/status"] * 3, "a read is tried again"
        return
    assert paths == ["/status", "/cancel"], "nothing left before the caller had said yes"
    _, headers, asked = backend.requests[1]
    assert asked == {"tool": "cancel_order", "call_id": asked["call_id"], "arguments": {"order": "4271"}}
    assert headers["Idempotency-Key"]


def test_the_agent_file_and_its_flow_fit() -> None:
    environ = {"ORDERS_PORT": "8080", "ORDERS_SECRET": SECRET}
    checked = check_agent(HERE / "orders.yaml", environ=environ)
    assert [str(problem) for problem in checked.problems if problem.severity == "error"] == []


def test_a_tool_that_the_flow_never_offers_is_pointed_at(tmp_path: Path) -> None:
    text = (HERE / "orders.yaml").read_text().replace("name: order_status", "name: order_state")
    file = tmp_path / "orders.yaml"
    file.write_text(text)
    (tmp_path / "flows").symlink_to(HERE / "flows")
    environ = {"ORDERS_PORT": "8080", "ORDERS_SECRET": SECRET}
    problems = [str(problem) for problem in check_agent(file, environ=environ).problems]
    assert any('no node of the flow offers "order_state"' in problem for problem in problems)
    assert any('has no tool "order_status"' in p and "did you mean" in p for p in problems)
