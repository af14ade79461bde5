"""The page that a person reads before they take a call."""

from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from calls.audit import AuditLog
from calls.briefings import MOST, Briefings
from calls.end_reasons import EndReason
from calls.events import (
    AgentSpoke,
    CallEnded,
    CallerSpoke,
    CallEvent,
    CallStarted,
    DataCollected,
    TransferEnded,
    TransferRequested,
)
from calls.transfers import TransferOutcome
from transports.briefing import briefing_routes

BEGUN: list[CallEvent] = [
    CallStarted(
        call_id="call_aaaaaaaaaaaaaaaaaaaa",
        agent="office",
        agent_hash="0" * 16,
        carrier="twilio",
        direction="inbound",
        from_="+12125550188",
        started_at="2026-03-02T14:15:00.000Z",
    ),
    CallerSpoke(text="my <b>lamp</b> came broken", start_ms=1000, end_ms=2000),
    AgentSpoke(text="I'm sorry.", heard="I'm sorry.", interrupted=False, start_ms=2500, end_ms=3000),
    DataCollected(key="order_number", value="48213"),
    TransferRequested(
        destination="front_desk",
        reason="anger",
        mode="warm",
        brief={"who": "Ada Moreno", "verified": "yes", "goal": "money back", "mood": "upset"},
    ),
]


class Call:
    """A call that is going on."""

    def __init__(self, events: list[CallEvent]) -> None:
        self.events = events


async def fetched(briefings: Briefings, ticket: str) -> httpx.Response:
    app = FastAPI()
    app.include_router(briefing_routes(briefings))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://desk") as browser:
        return await browser.get(f"/briefing/{ticket}")


async def test_the_page_tells_what_the_person_is_told() -> None:
    briefings = Briefings()
    page = await fetched(briefings, briefings.open(Call([*BEGUN])))
    assert page.status_code == 200
    for words in ("Ada Moreno", "money back", "upset", "48213", "being connected", "sorry"):
        assert words in page.text


async def test_who_looks_at_it_is_in_the_audit_log_once(tmp_path: Path) -> None:
    briefings, audit = Briefings(), AuditLog.open(tmp_path)
    ticket = briefings.open(Call([*BEGUN]))
    app = FastAPI()
    app.include_router(briefing_routes(briefings, audit))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://desk") as browser:
        for path in (ticket, ticket, "guess"):
            await browser.get(f"/briefing/{path}")

    (line,) = audit.lines()
    assert (line.what, line.subject) == ("briefing.view", "call_aaaaaaaaaaaaaaaaaaaa")
    assert ticket not in line.text


async def test_what_a_caller_says_is_words_and_no_markup() -> None:
    briefings = Briefings()
    page = await fetched(briefings, briefings.open(Call([*BEGUN])))
    assert "<b>lamp</b>" not in page.text
    assert "&lt;b&gt;lamp&lt;/b&gt;" in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert page.headers["cache-control"] == "no-store"


async def test_the_page_follows_the_call_and_rests_when_it_is_over() -> None:
    briefings = Briefings()
    call = Call([*BEGUN])
    ticket = briefings.open(call)
    assert "refresh" in (await fetched(briefings, ticket)).text
    call.events += [
        TransferEnded(destination="front_desk", outcome=TransferOutcome.NO_ANSWER),
        CallEnded(end_reason=EndReason.COMPLETED, ended_at="2026-03-02T14:16:00.000Z"),
    ]
    page = (await fetched(briefings, ticket)).text
    assert "no answer" in page
    assert "refresh" not in page


@pytest.mark.parametrize("ticket", ["guess", "call_aaaaaaaaaaaaaaaaaaaa", "%2e%2e"])
async def test_without_a_ticket_there_is_nothing_to_see(ticket: str) -> None:
    briefings = Briefings()
    briefings.open(Call([*BEGUN]))
    page = await fetched(briefings, ticket)
    assert page.status_code == 404
    assert "Ada" not in page.text


def test_tickets_are_not_to_be_guessed_and_the_oldest_go_first() -> None:
    briefings = Briefings()
    told: list[str] = []
    briefings.on_open = told.append
    tickets = [briefings.open(Call([*BEGUN])) for _ in range(MOST + 1)]
    assert told == tickets
    assert len(set(tickets)) == MOST + 1
    assert min(map(len, tickets)) >= 24
    assert briefings.events(tickets[0]) is None
    assert briefings.events(tickets[1]) is not None
