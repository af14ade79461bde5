"""All that is kept of one call, searched: its folder, its recording wherever it lies, and its rows."""

import json
from contextlib import ExitStack
from pathlib import Path

from calls.clock import off_loop
from calls.folders import find_call_folder
from calls.record import CallRecord
from calls.recordings.located import located
from calls.scan import Scanned
from calls.scan.texts import scan_value
from cli.audited import audited
from cli.console import complain
from cli.kept import Kept
from cli.ledger_table import as_dict
from pipeline.scanning import ScanPlan, Told, scan


async def scan_call(call: str, plan: ScanPlan, data: Path | None, told: Told, *, why: str) -> list[Scanned]:
    """Search a call that exists, and say so in the audit log."""
    kept = Kept(data)
    record = await kept.get(call)
    await off_loop(lambda: audited(kept.data, "scan", call, why), name="audit")
    rows = await kept.ledger(call, state=None, limit=10_000)
    folder = find_call_folder(kept.data, call)
    files = [] if folder is None else await scan([folder], plan, told)
    if folder is None:
        complain(f"{call} has no folder in {kept.data}; only its rows are searched")
    files += await _elsewhere(record, kept.data, plan, told)
    files.append(scan_value(Path(f"row of {call}"), json.loads(record.to_json()), plan.search))
    files.append(scan_value(Path(f"ledger of {call}"), [as_dict(row) for row in rows], plan.search))
    return files


async def _elsewhere(record: CallRecord, data: Path, plan: ScanPlan, told: Told) -> list[Scanned]:
    """A recording on a shelf, fetched for the search; one that cannot be fetched was not searched."""
    recording = record.recording
    if recording is None or recording.url is None:
        return []
    name = Path(f"recording of {record.call_id} on its shelf")
    with ExitStack() as copies:
        try:
            copy = await off_loop(lambda: copies.enter_context(located(data, recording)), name="scan")
        except OSError as error:
            return [Scanned(name, problem=str(error))]
        files = await scan([copy], plan, told)
    for file in files:
        file.path = name
    return files
