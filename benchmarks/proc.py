"""What the kernel knows of a process: CPU seconds, memory, children. Linux only."""

import os
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
TICKS_PER_SEC = os.sysconf("SC_CLK_TCK")
MIB = 1024 * 1024


@dataclass(frozen=True)
class Usage:
    """CPU seconds since a process began, user and system."""

    own: float
    children: float
    """Of the children that are alive, and of theirs."""


def cpu(pid: int) -> Usage:
    """CPU seconds of a process and of its living descendants."""
    return Usage(_cpu_secs(pid), sum(_cpu_secs(child) for child in descendants(pid)))


def rss_mib(pid: int) -> float:
    """Resident memory of one process, in MiB."""
    pages = int((PROC / str(pid) / "statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / MIB


def descendants(pid: int) -> list[int]:
    """Children, their children and so on."""
    found: list[int] = []
    for listing in (PROC / str(pid) / "task").glob("*/children"):
        try:
            for child in map(int, listing.read_text().split()):
                found += [child, *descendants(child)]
        except OSError:
            continue  # the thread has just ended
    return found


def busy_secs() -> float:
    """CPU seconds that all processes of the machine have used since it started."""
    user, nice, system, _idle, _iowait, irq, softirq = map(
        int, (PROC / "stat").read_text().split("\n", 1)[0].split()[1:8]
    )
    return (user + nice + system + irq + softirq) / TICKS_PER_SEC


def _cpu_secs(pid: int) -> float:
    try:
        # The command name may hold spaces and brackets; the last bracket ends it.
        fields = (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / TICKS_PER_SEC
