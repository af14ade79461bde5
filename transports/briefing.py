"""The briefing page: what a person who is fetched to a call reads before, and while, they take it.

`GET /briefing/TICKET` shows who calls, what for, what was done and promised, how far the transfer is, and the
last words. It loads nothing else and refreshes itself while the call goes on. The ticket is the only key.
"""

from collections.abc import Iterator
from functools import partial
from html import escape
from pathlib import Path
from string import Template

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from calls.audit import AuditLog
from calls.briefings import Briefings
from calls.clock import off_loop, utc_now
from calls.record import CallRecord, fold

PAGE = Template((Path(__file__).parent / "page" / "briefing.html").read_text(encoding="utf-8"))

LABELS = {
    "who": "Caller",
    "verified": "Verified",
    "goal": "Wants",
    "done": "Done so far",
    "unsure": "Not certain",
    "promised": "Promised",
    "mood": "Mood",
    "next_step": "Next step",
    "reason": "Why you",
}
LAST_TURNS = 8
REFRESH_SECS = 3

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}


def briefing_routes(briefings: Briefings, audit: AuditLog | None = None) -> APIRouter:
    """The one route. The first view of each ticket is a line in the audit log; the page refreshes itself."""
    seen: set[str] = set()
    router = APIRouter()

    @router.get("/briefing/{ticket}", response_class=HTMLResponse)
    async def page(ticket: str) -> HTMLResponse:
        events = briefings.events(ticket)
        if events is None:
            return HTMLResponse("No such briefing.", status_code=404, headers=HEADERS)
        record = fold(events, now=utc_now())
        if audit is not None and ticket not in seen:
            seen.add(ticket)
            write = partial(audit.write, "briefing.view", record.call_id, why="handoff")
            await off_loop(lambda: write(who="a briefing ticket"), name="audit")
        return HTMLResponse(shown(record), headers=HEADERS)

    return router


def shown(record: CallRecord) -> str:
    """The page of a call, as HTML."""
    transfer = record.transfers[-1] if record.transfers else None
    facts = dict(transfer.brief) if transfer else {}
    state = "being connected"
    if transfer and transfer.outcome:
        state = transfer.outcome.value.replace("_", " ")
    elif record.end_reason:
        state = "the call is over"
    over = bool(record.end_reason)
    rows = [(LABELS[name], facts[name]) for name in LABELS if facts.get(name)]
    rows += [(name.replace("_", " ").capitalize(), str(value)) for name, value in record.data.items()]
    return PAGE.substitute(
        refresh="" if over else f'<meta http-equiv="refresh" content="{REFRESH_SECS}">',
        agent=escape(record.agent),
        state=escape(state),
        facts="".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in rows),
        turns="".join(_turns(record)),
        call_id=escape(record.call_id),
    )


def _turns(record: CallRecord) -> Iterator[str]:
    for turn in record.turns[-LAST_TURNS:]:
        if turn.caller:
            yield f'<p class="caller"><b>Caller</b> {escape(turn.caller.text)}</p>'
        if turn.agent and turn.agent.heard:
            yield f'<p class="agent"><b>Agent</b> {escape(turn.agent.heard)}</p>'
