"""Whether the places to which agents take their recordings can be reached."""

from calls.clock import off_loop
from calls.recordings.shelf import ShelfError, exists
from cli.checkup.case import OFFLINE, Case
from cli.checkup.finding import Finding, ok, problem, unchecked, warning

NAME = "recordings"
HERE = ("file://", "memory://")
"""Places of this machine, which may be asked offline too."""


async def check_shelves(case: Case) -> list[Finding]:
    """One finding for each place. Nothing is written there."""
    agents = [one.agent.config.recording for one in case.agents if one.agent is not None]
    places = list(dict.fromkeys(block.store for block in agents if block.store is not None))
    return [await _place(url, offline=case.offline) for url in places]


async def _place(url: str, *, offline: bool) -> Finding:
    if offline and not url.startswith(HERE):
        return unchecked(NAME, f"{OFFLINE}: nobody was asked whether {url} can be reached")
    try:
        is_there = await off_loop(lambda: exists(url), name="doctor")
    except ShelfError as error:
        hint = "see that its name is right and that this machine's credentials open it"
        return problem(NAME, f"{error}", f"{hint}; until then recordings stay in the data folder")
    if not is_there:
        return warning(NAME, f"{url} is not there yet", "make it, unless the first recording may")
    return ok(NAME, f"{url} is there")
