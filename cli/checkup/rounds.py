"""The doctor's rounds: all checks, in the order in which they are read."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import NamedTuple

from cli.checkup.address import check_address
from cli.checkup.agents import check_agents, check_server
from cli.checkup.carriers import check_carriers
from cli.checkup.case import Case
from cli.checkup.database import check_database
from cli.checkup.disk import check_disk
from cli.checkup.finding import Finding, problem
from cli.checkup.folder import check_folder
from cli.checkup.git import check_env_file
from cli.checkup.handles import check_handles
from cli.checkup.keys import check_keys
from cli.checkup.machine import check_machine
from cli.checkup.packages import check_packages
from cli.checkup.ring import check_ring
from cli.checkup.shelves import check_shelves
from cli.checkup.skew import check_clock

CHECK_SECS = 30.0
"""Seconds that one check may take."""

Check = Callable[[Case], Awaitable[list[Finding]]]


class Section(NamedTuple):
    """Checks that belong together."""

    title: str
    checks: tuple[Check, ...]


SECTIONS = (
    Section("Agents and server", (check_server, check_agents, check_keys, check_packages)),
    Section("Reached by carriers", (check_address, check_carriers)),
    Section("Kept", (check_database, check_folder, check_disk, check_shelves, check_ring, check_env_file)),
    Section("Machine", (check_machine, check_handles, check_clock)),
)


class Told(NamedTuple):
    """A section and what was found."""

    title: str
    findings: list[Finding]


async def examine(case: Case, sections: tuple[Section, ...] = SECTIONS) -> list[Told]:
    """Section after section, since the last one measures; the checks of one at the same time.

    What goes wrong in a check is a problem of its own, and stops no other.
    """
    told: list[Told] = []
    for section in sections:
        found = await asyncio.gather(*(_run(check, case) for check in section.checks))
        told.append(Told(section.title, [finding for findings in found for finding in findings]))
    return told


async def _run(check: Check, case: Case) -> list[Finding]:
    name = check.__name__.removeprefix("check_").replace("_", " ")
    try:
        async with asyncio.timeout(CHECK_SECS):
            return await check(case)
    except TimeoutError:
        return [
            problem(name, f"not done after {CHECK_SECS:g} s", "see what is slow, and run the doctor again")
        ]
    except Exception as error:  # whatever is wrong there, the others have something to say
        said = f"the check failed: {type(error).__name__}: {error}"
        return [problem(name, said, "callwright --debug doctor shows more")]
