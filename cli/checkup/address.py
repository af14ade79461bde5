"""Whether carriers reach the server by its public URL, and believe its certificate."""

import ipaddress
from datetime import datetime
from urllib.parse import urlsplit

from calls.clock import utc_now
from cli.checkup.case import OFFLINE, Case
from cli.checkup.finding import Finding, ok, problem, unchecked, warning
from cli.checkup.outside import Certificate, Page, certificate, page, trust

URL, CERTIFICATE = "public URL", "certificate"
LIVE = "/health/live"
SOON_DAYS = 14
"""Days before its end at which a certificate should have been renewed."""

NOBODY = "start callwright serve, and see that the name, the firewall and the proxy lead to it"


async def check_address(case: Case) -> list[Finding]:
    """Look at the public URL from here, which is not always what a carrier sees."""
    if case.server is None and case.server_problems:
        return [unchecked(URL, "the server file is not good")]
    if case.server is None:
        return [unchecked(URL, "no server file says what it is", "callwright doctor --server FILE")]
    url = case.server.config.public_url
    found = judge_url(url)
    if case.offline:
        return [*found, unchecked(URL, f"{OFFLINE}: nobody was asked whether {url} can be reached")]
    return [*found, *await _ask(url, case)]


async def _ask(url: str, case: Case) -> list[Finding]:
    parts, context, found = urlsplit(url), trust(case.environ), []
    try:
        shown = await certificate(parts.hostname or "", parts.port or 443, context)
        found.append(judge_certificate(shown, utc_now()))
        if shown.mistrust:
            return found
        return [*found, judge_page(url, await page(url + LIVE, context))]
    except (OSError, TimeoutError) as error:
        return [*found, problem(URL, f"{url} cannot be reached: {_why(error)}", NOBODY)]


def judge_url(url: str) -> list[Finding]:
    """A name that only this machine or this house knows is none for a carrier."""
    host = urlsplit(url).hostname or ""
    if host == "localhost" or host.endswith((".local", ".internal", ".lan")) or _is_private(host):
        hint = "use a name that the world knows; for development, a tunnel's"
        return [problem(URL, f"{url} cannot be reached by a carrier: {host} is a private name", hint)]
    return []


def judge_page(url: str, answer: Page) -> Finding:
    """What answers there."""
    if answer.status == 200:
        return ok(URL, f"{url} is answered")
    if answer.status in (502, 503, 504):
        message = f"{url}: a proxy answers with HTTP {answer.status}, and no server behind it"
        return problem(URL, message, "start callwright serve, or see where the proxy looks for it")
    message = f"{url}{LIVE} is answered with HTTP {answer.status}, which is not Callwright"
    return problem(URL, message, NOBODY)


def judge_certificate(shown: Certificate, now: datetime) -> Finding:
    """Carriers refuse one that is not believed, and the call with it."""
    days = (shown.until - now).days
    names = ", ".join(shown.names[:3]) or "no name"
    if shown.mistrust:
        hint = "carriers refuse it; get one of a public authority, with its chain"
        return problem(CERTIFICATE, f"of {names}: {shown.mistrust}", hint)
    if days < SOON_DAYS:
        return warning(
            CERTIFICATE, f"of {names}: {days} days left", "renew it, and see why nothing does by itself"
        )
    return ok(CERTIFICATE, f"of {names}: {days} days left")


def _is_private(host: str) -> bool:
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return False


def _why(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "no answer"
    return getattr(error, "strerror", None) or str(error) or type(error).__name__
