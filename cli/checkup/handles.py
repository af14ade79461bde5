"""Whether the process may open as many files as its calls need."""

import sys

from cli.checkup.case import Case
from cli.checkup.finding import Finding, ok, unchecked, warning

NAME = "file handles"
PER_CALL = 10
"""Sockets to the carrier and three providers, journal, recording, and a few to spare."""

PER_PROCESS = 200
"""Libraries, models, database, listeners."""


async def check_handles(case: Case) -> list[Finding]:
    """The limit of this shell; a service's may be another."""
    if sys.platform == "win32":
        return [unchecked(NAME, "this system has no such limit")]
    import resource

    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    calls, idle = 12, 0
    if case.server is not None:
        limits = case.server.config.limits
        calls, idle = limits.calls_per_process, limits.idle_connections
    return [judge_handles(soft, calls, idle)]


def judge_handles(soft: int, calls: int, idle: int) -> Finding:
    """`soft`: the limit, -1 for none. `idle`: connections that may wait without being calls."""
    needed = PER_PROCESS + calls * PER_CALL + idle
    limit = f"{soft:,}" if soft >= 0 else "any number"
    message = f"{limit} for each process; {calls} calls need about {needed:,}"
    if 0 <= soft < needed:
        return warning(NAME, message, f"ulimit -n {max(8192, needed)}, or LimitNOFILE= in the service's unit")
    return ok(NAME, message)
