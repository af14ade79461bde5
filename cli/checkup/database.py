"""Whether the database can keep calls."""

from calls.store import StoreError, default_url
from calls.store.examining import StoreFacts, examine
from cli.checkup.case import OFFLINE, Case
from cli.checkup.finding import Finding, ok, problem, unchecked, warning

NAME = "database"
WORKER_CONNECTIONS = 15
"""The most that the pool of one process opens."""

URL_VARIABLE = "CALLWRIGHT_DATABASE_URL"


async def check_database(case: Case) -> list[Finding]:
    """Reach it, see how old its tables are and whether they may be written."""
    url = case.environ.get(URL_VARIABLE, "").strip()
    if case.offline and url and not url.startswith("sqlite"):
        return [unchecked(NAME, f"{OFFLINE}: the database of {URL_VARIABLE} was not asked")]
    try:
        facts = await examine(url or default_url(case.data))
    except StoreError as error:
        hint = (
            f"see that it runs and that {URL_VARIABLE} is right" if url else "move the file away, or mend it"
        )
        return [problem(NAME, str(error), hint)]
    return judge_database(facts, case.server.config.workers.count if case.server else 1)


def judge_database(facts: StoreFacts, workers: int) -> list[Finding]:
    """What is to be said of a database. `workers`: the processes of this machine."""
    if not facts.writable:
        return [
            problem(
                NAME, f"{facts.shown}: {facts.why_not}", "give the user of this process the right to write"
            )
        ]
    if not facts.there:
        return [ok(NAME, f"{facts.shown}: made with the first call")]
    return [_tables(facts), *_mode(facts), *_connections(facts, workers)]


def _tables(facts: StoreFacts) -> Finding:
    if facts.revision is None:
        return ok(
            NAME, f"{facts.shown}: reachable, writable and empty; its tables are made at the first start"
        )
    if facts.revision == facts.newest:
        return ok(NAME, f"{facts.shown}: reachable, writable, up to date ({facts.revision})")
    if facts.revision < facts.newest:
        message = f"{facts.shown}: has migration {facts.revision}, the newest is {facts.newest}"
        return warning(NAME, message, "the next start runs what is missing; make a backup before")
    message = f"{facts.shown}: has migration {facts.revision}, newer than this Callwright ({facts.newest})"
    return problem(NAME, message, "use the newer Callwright that made it, or another database")


def _connections(facts: StoreFacts, workers: int) -> list[Finding]:
    needed = workers * WORKER_CONNECTIONS
    if facts.connections is None or needed < facts.connections:
        return []
    message = f"it takes {facts.connections} connections at most; {workers} workers may want {needed}"
    return [warning(f"{NAME} connections", message, "raise max_connections, or put pgbouncer before it")]


def _mode(facts: StoreFacts) -> list[Finding]:
    if facts.journal_mode is None:
        return []
    name = f"{NAME} journal"
    if facts.journal_mode == "wal":
        return [ok(name, "write-ahead log: readers and a writer work together")]
    message = f"mode {facts.journal_mode!r}: whoever reads makes the calls wait"
    return [warning(name, message, "the next start sets the write-ahead log; a network folder refuses it")]
