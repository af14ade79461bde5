"""Whether this machine's clock is right: signatures and tokens are good for minutes, or seconds."""

from calls.store import StoreError
from calls.store.examining import examine
from cli.checkup.case import Case
from cli.checkup.database import URL_VARIABLE
from cli.checkup.finding import Finding, ok, problem, unchecked, warning
from cli.checkup.outside import page, trust
from transports.carriers import CARRIERS

NAME = "clock"
NOTICEABLE_SECS = 2.0
WRONG_SECS = 20.0
"""A stream's token is good for 30 s, a signed webhook for 5 minutes."""


def judge_clock(skews: dict[str, float], *, offline: bool) -> Finding:
    """`skews`: whose clock, to how many seconds it is ahead of ours."""
    if not skews:
        why = "offline: no other clock was asked" if offline else "no other clock could be asked"
        return unchecked(NAME, why)
    whose, skew = max(skews.items(), key=lambda one: abs(one[1]))
    way = "behind" if skew > 0 else "ahead of"
    message = f"{abs(skew):.1f} s {way} that of {whose}"
    hint = "let the system keep the time (systemd-timesyncd, chrony)"
    if abs(skew) > WRONG_SECS:
        return problem(NAME, message, hint)
    if abs(skew) > NOTICEABLE_SECS:
        return warning(NAME, message, hint)
    return ok(NAME, f"within {NOTICEABLE_SECS:g} s of that of {', '.join(skews)}")


async def check_clock(case: Case) -> list[Finding]:
    """Ask everybody who has another clock."""
    if case.offline:
        return [judge_clock({}, offline=True)]
    return [judge_clock({**await _database(case), **await _carriers(case)}, offline=False)]


async def _carriers(case: Case) -> dict[str, float]:
    """Of every carrier that can be reached: any answer has a date."""
    skews: dict[str, float] = {}
    config = case.server.config if case.server else None
    for name in config.carriers.served if config else ():
        url = getattr(config and config.carriers, name).rest_url or CARRIERS[name].rest_url
        try:
            answer = await page(url, trust(case.environ))
        except (OSError, TimeoutError):
            continue  # told by the carriers' own check
        if answer.skew_secs is not None:
            skews[name] = answer.skew_secs
    return skews


async def _database(case: Case) -> dict[str, float]:
    url = case.environ.get(URL_VARIABLE, "").strip()
    if not url or url.startswith("sqlite"):
        return {}
    try:
        facts = await examine(url)
    except StoreError:
        return {}  # told by the database's own check
    return {} if facts.skew_secs is None else {"the database": facts.skew_secs}
