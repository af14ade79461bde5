"""A tokeniser that works: it checks the signature, keeps each card once, and gives a token for it."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from flows.external.webhooks.signing import HEADER, verify

SECRET = "a secret for the tokeniser"

DECLINED, BROKEN = "4539578763621486", "4916338506082832"
"""Cards that the tokeniser declines, and fails at."""


@dataclass
class Tokeniser:
    """The server, in a thread of its own."""

    port: int
    requests: list[tuple[dict[str, str], Any]] = field(default_factory=list)
    tokens: dict[str, str] = field(default_factory=dict)
    """Idempotency key to token."""

    @property
    def environ(self) -> dict[str, str]:
        return {"TOKENISER_PORT": str(self.port), "TOKENISER_SECRET": SECRET}

    @property
    def cards(self) -> list[dict[str, str]]:
        return [asked["arguments"] for _, asked in self.requests]

    def answer(self, headers: dict[str, str], asked: Any) -> tuple[int, Any]:
        self.requests.append((headers, asked))
        number = asked["arguments"]["number"]
        if number == DECLINED:
            return 402, {"ok": False, "status": "card_declined", "say": "The bank says no to that card."}
        if number == BROKEN:
            return 500, {"error": f"cannot take {number}"}
        token = f"tok_{len(self.tokens) + 1}"
        return 200, {"token": self.tokens.setdefault(headers["Idempotency-Key"], token)}


@contextmanager
def running() -> Iterator[Tokeniser]:
    """The server, while the block lasts."""
    found: list[Tokeniser] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            # The agent's clock is the scenario's: it signs on the day of the call.
            stamp = int(self.headers[HEADER].partition(",")[0].removeprefix("t="))
            verify(SECRET, self.headers[HEADER], body, now=stamp)
            status, said = found[0].answer(dict(self.headers), json.loads(body))
            text = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    found.append(Tokeniser(server.server_port))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield found[0]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
