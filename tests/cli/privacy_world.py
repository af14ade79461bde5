"""Calls on the virtual clock in one data folder: Ada's, one that tells her number, and somebody else's.

And what tests look for in that folder.
"""

import asyncio
import fcntl
import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from configs import load_agent
from services.local import engines
from simulation.play import Conditions, play
from simulation.scenario import load_scenarios

ADA, MAIL, JAMES, STRANGER = "+12125550188", "ada@example.com", "+12125550167", "+19175550999"

ADAS = ("--phone", ADA, "--email", MAIL)

WRITINGS = re.compile(
    rb"2125550188|212[ .-]{1,3}555[ .-]{1,3}0188|2 1 2,? 5 5 5,? 0 1 8 8"
    rb"|two one two.{0,60}?five five five.{0,60}?(?:zero|oh) one eight eight"
    rb"|ada@example\.com|a d a at example|Ada Moreno",
    re.IGNORECASE | re.DOTALL,
)
"""Ada, in every writing in which she is left behind; on purpose not the product's own pattern."""

SCENARIOS = f"""
name: world
user: {{modality: audio, speech: {{voice: en-us+klatt4}}}}
scenarios:
  - name: appointments by ada
    turns:
      - user: "I'd like a cleaning on Tuesday at nine."
      - user: "Yes."
      - user: "Yes, please."
      - user: "No, thank you."
    callwright: {{seed: 11, given: {{from: "{ADA}", demo: true}}}}
  - name: appointments by james
    turns:
      - user: "I'd like a checkup on Tuesday at two."
      - user: "Yes."
      - user: "Yes, please."
      - user: "No, thank you."
    callwright: {{seed: 12, given: {{from: "{JAMES}"}}}}
  - name: appointments by a stranger for ada
    turns:
      - user: "I'd like a cleaning on Friday at three."
      - user: "No."
      - user: "It's two one two, five five five."
      - user: "Zero one eight eight."
      - user: "Yes, please."
      - user: "No, thank you."
    callwright: {{seed: 13, given: {{from: "{STRANGER}"}}}}
  - name: leads by ada
    turns:
      - user: "I'd like some information."
      - user: "Solar panels."
      - user: "One one two oh one."
      - user: "I have no budget."
      - user: "I'm just looking."
      - user: "Me and my wife."
      - user: "Yes, please."
      - user: "A D A at example dot com."
      - user: "Yes, that's right."
      - user: "No."
    callwright: {{seed: 14, given: {{from: "{ADA}", demo: true}}}}
  - name: support by ada
    turns:
      - user: "Refund order four eight two one three, it's damaged."
      - user: "Yes, please."
      - user: "No."
    callwright: {{seed: 15, given: {{from: "{ADA}", demo: true}}}}
"""


def make_world(folder: Path) -> Path:
    """The data folder in which all of them have called."""
    file = folder / "world.yaml"
    file.write_text(SCENARIOS)
    data = folder / "data"
    for scenario in load_scenarios(file):
        agent = load_agent(scenario.short_name.split()[0], environ={}, offline=True)
        (result,) = play(scenario, agent, Conditions(environ={}, data=data))
        assert result.failures == [] and result.record is not None, result.failures
        assert result.record.outcome.resolved, result.record.outcome
    asyncio.run(engines.close())
    return data


def traces(data: Path) -> dict[str, set[bytes]]:
    """Every file with a byte of Ada, and what of her is in it."""
    files = (path for path in data.rglob("*") if path.is_file())
    found = {str(path.relative_to(data)): set(WRITINGS.findall(path.read_bytes())) for path in files}
    return {path: words for path, words in found.items() if words}


def calls_of(data: Path, number: str) -> list[str]:
    with closing(sqlite3.connect(data / "callwright.db")) as database:
        rows = database.execute("SELECT call_id FROM calls WHERE from_address = ? ORDER BY 1", (number,))
        return [row[0] for row in rows]


def audited(data: Path) -> list[dict]:
    return [json.loads(line) for line in (data / "audit" / "log.jsonl").read_text().splitlines()]


@contextmanager
def going_on(data: Path, call_id: str) -> Iterator[None]:
    """The call's process lives: it holds the lock on its journal."""
    journal = next(data.rglob(f"{call_id}/journal.jsonl"))
    with journal.open("rb") as file:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX)
        yield
