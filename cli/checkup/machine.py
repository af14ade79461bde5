"""How many calls this machine should take: its cores, how fast they are, and its memory."""

import os
from dataclasses import dataclass
from pathlib import Path

from calls.clock import off_loop
from cli.checkup.case import Case
from cli.checkup.finding import Finding, ok, problem, unchecked, warning
from cli.checkup.pace import REFERENCE_MS, window_ms
from configs.server.limits import ServerLimitsBlock

CORE_CALLS = ServerLimitsBlock().calls_per_process
"""Calls of one core of the reference machine (`docs/deploy.md` has the measurements)."""

WORKER_MIB = 400
CALL_MIB = 8
"""Memory of a worker, and of each of its calls, with a margin above what was measured."""

SAME = 0.85
"""A core that is so fast counts as fast as the reference: what else runs here makes the difference."""

MIB = 1024 * 1024
CGROUP = Path("/sys/fs/cgroup")


@dataclass(frozen=True)
class Machine:
    """What calls run on."""

    cores: float
    """Those that this process may use; a container's share may be a fraction."""

    memory_mib: int | None
    """None: not known."""

    load: float
    """How many programs wanted a core at one time, over the last minute."""

    pace_ms: float
    """What a piece of work takes here that takes `REFERENCE_MS` on the reference machine."""

    @property
    def workers(self) -> int:
        """One per whole core, at least one."""
        return max(1, int(self.cores))

    @property
    def speed(self) -> float:
        """Of a core; 1 = the reference machine's."""
        return REFERENCE_MS / self.pace_ms

    @property
    def calls_per_worker(self) -> int:
        """A slow core takes fewer; a fast one as many as were measured, and no more."""
        share = min(1.0, self.cores)
        return max(1, int(CORE_CALLS * share * (1.0 if self.speed > SAME else self.speed)))


async def check_machine(case: Case) -> list[Finding]:
    """Measures for a fifth of a second."""
    pace = await off_loop(window_ms, name="doctor")
    machine = Machine(_cores(CGROUP), _memory_mib(CGROUP), _load(), pace)
    limits = case.server.config if case.server else None
    wanted = (limits.workers.count, limits.limits.calls_per_process) if limits else None
    return [*judge_cores(machine, wanted), judge_memory(machine, wanted)]


def judge_cores(machine: Machine, wanted: tuple[int, int] | None) -> list[Finding]:
    """`wanted`: workers and calls per worker of the server file; None without one."""
    message = (
        f"{machine.cores:g} cores, {machine.speed:.0%} as fast as the reference; recommended: "
        f"{_workers(machine.workers)} of {machine.calls_per_worker} calls"
    )
    found = [_busy(machine)] if machine.load > machine.cores else []
    if wanted is None:
        return [ok("cores", message), *found]
    workers, calls = wanted
    message += f"; the server file has {_workers(workers)} of {calls}"
    if workers > max(1, machine.cores) or calls > machine.calls_per_worker:
        hint = f"workers.count: {machine.workers} and limits.calls_per_process: {machine.calls_per_worker}"
        return [warning("cores", message, f"set {hint}, or measure with real calls"), *found]
    return [ok("cores", message), *found]


def _busy(machine: Machine) -> Finding:
    message = f"{machine.load:.1f} programs wanted {machine.cores:g} cores in the last minute"
    return warning("load", message, "calls stutter beside them: give the calls a machine of their own")


def judge_memory(machine: Machine, wanted: tuple[int, int] | None) -> Finding:
    """Whether all workers fit, full of calls."""
    if machine.memory_mib is None:
        return unchecked("memory", "this system does not tell how much there is")
    workers, calls = wanted or (machine.workers, machine.calls_per_worker)
    needed = workers * (WORKER_MIB + calls * CALL_MIB)
    message = f"{machine.memory_mib:,} MiB; {_workers(workers)} of {calls} calls need about {needed:,}"
    if needed > machine.memory_mib:
        return problem("memory", message, "take fewer workers, or more memory")
    return ok("memory", message)


def _workers(count: int) -> str:
    return f"{count} worker{'s' if count != 1 else ''}"


def _cores(cgroup: Path) -> float:
    """Cores that this process may use: its affinity, and its container's share."""
    affinity = getattr(os, "sched_getaffinity", None)
    cores = float(len(affinity(0)) if affinity else os.cpu_count() or 1)
    quota, _, period = _text(cgroup / "cpu.max").partition(" ")
    return min(cores, int(quota) / int(period)) if quota.isdecimal() and period.isdecimal() else cores


def _load() -> float:
    """0 where the system does not tell."""
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0


def _memory_mib(cgroup: Path) -> int | None:
    """The machine's memory, or its container's limit."""
    try:
        whole = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return None
    limit = _text(cgroup / "memory.max")
    return min(whole, int(limit) if limit.isdecimal() else whole) // MIB


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="ascii").strip()
    except OSError:
        return ""
