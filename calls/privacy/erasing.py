"""Erases a person: every call of theirs and every row, so that no byte stays. May be run again at any time.

The plan is stored first. What a crash interrupts is finished by asking for the same person again.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from calls.audit import AuditLine
from calls.audit.log import account, reason
from calls.clock import iso, off_loop, utc_now
from calls.lock import waiting_for
from calls.privacy.archive import Archive, opened
from calls.privacy.deleting import delete_folder
from calls.privacy.embedded import erase_rows
from calls.privacy.finding import Found, FoundCall, FoundIn, find
from calls.privacy.gone import Gone
from calls.privacy.leftovers import leftovers
from calls.privacy.mentions import Mentions
from calls.privacy.pages import PagesBusy, files_of, scrub
from calls.privacy.person import Person
from calls.privacy.places import Place
from calls.privacy.plan import Plan, new_name, open_plans, write_plan
from calls.privacy.receipt import Receipt, write_receipt
from calls.store.privacy_rows import Hold


class HeldByLaw(Exception):
    """Calls of the person are under a legal hold. Nothing was erased."""

    def __init__(self, holds: Mapping[str, Hold]) -> None:
        first = next(iter(holds.values()))
        ids = ", ".join(holds)
        since = f"since {iso(first.since)} ({first.why})"
        super().__init__(f"under a legal hold {since}: {ids}; nothing was erased")


@dataclass
class Gathered:
    """What is gone so far."""

    calls: list[str] = field(default_factory=list)
    files: list[Gone] = field(default_factory=list)
    rows: dict[str, int] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Erased:
    """What came of it."""

    found: Found
    receipt: Receipt | None
    """None if nothing was there."""
    path: Path | None
    """Where the receipt is."""


async def look(archive: Archive, person: Person) -> Found:
    """What would be erased. Nothing is changed or written."""
    plans = await off_loop(lambda: _begun(archive, person), name="privacy")
    return await find(archive, person, [call for _, plan in plans for call in plan.calls])


async def erase(archive: Archive, person: Person, *, who: str = "", why: str = "") -> Erased:
    """Erase a person. Calls that go on are left alone, and told in the receipt.

    Raises:
        HeldByLaw: A call is under a legal hold.
        StoreError, OSError, sqlite3.Error: Erase again when it is mended.
    """
    who, why = who or account(), why or reason()
    if Mentions(person).in_text(f"{who} {why}"):
        raise ValueError("the reason names the person, and it would stay in the audit log; leave that out")
    archive.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with waiting_for(archive.folder / "lock"):
        return await _erase(archive, person, who, why)


async def _erase(archive: Archive, person: Person, who: str, why: str) -> Erased:
    begun = _begun(archive, person)
    found = await find(archive, person, [call for _, plan in begun for call in plan.calls])
    if found.holds:
        _audit(archive, person, who, why, {"held": len(found.holds)}, refused=True)
        raise HeldByLaw(found.holds)
    if not found and not begun:
        _audit(archive, person, who, why, {"calls": 0, "rows": 0, "files": 0})
        return Erased(found, None, None)
    going = tuple(call.call_id for call in found.calls if not call.is_active)
    known = tuple(call for _, plan in begun for call in plan.calls)
    plan = Plan(new_name(), tuple(person.marks(archive.keys)), person.calls, tuple({*going, *known}))
    path = write_plan(archive.folder / "plans", plan)
    gone = Gathered(left=[f"{call}: still going on; erase again when it is over" for call in found.active])
    for place in found.places:
        await _erase_in(archive, place, person, {*plan.calls, *person.calls}, gone)
    archive.on_step("Looking whether anything is left")
    databases = [file for place in found.places if (file := place.place.file)]
    left, count = await off_loop(lambda: leftovers(archive.data, person, databases), name="privacy")
    gone.left += [f"{file}: still names the person" for file in left]
    gone.calls += [call for call in known if call not in {*gone.calls, *found.active}]
    receipt = _finish(archive, person, plan, found, gone, count, who, why)
    archive.on_step("Writing the receipt")
    written = write_receipt(archive.folder / "receipts", receipt, archive.audit)
    for old, _ in begun:
        old.unlink(missing_ok=True)
    if not receipt.left:
        # With the plan, the next run goes through everything again, although it may find nothing.
        path.unlink()
    return Erased(found, receipt, written)


async def _erase_in(
    archive: Archive, found: FoundIn, person: Person, calls: set[str], gone: Gathered
) -> None:
    """Files first, then rows: files without a row would look like a call that has to be recovered."""
    place = found.place
    archive.on_step(f"Erasing in {place.data}")
    over = [call for call in found.calls if not call.is_active]
    ids = await off_loop(lambda: _delete_files(over, archive, gone), name="privacy")
    archive.on_step(f"Deleting the rows of {len(ids)} calls")
    async with opened(place) as store:
        if store is not None:
            _count(gone, _named(archive, place.data), await store.privacy.delete(ids))
            await store.privacy.vacuum()
            for mark in person.marks(archive.keys) if place.data == archive.data else ():
                await store.privacy.suppress(mark, erased_at=utc_now(), opted_out_at=None)
    archive.on_step("Deleting rows of flows")
    calls -= {call.call_id for call in found.calls} - set(ids)
    mentions = Mentions(replace(person, calls=()))
    await off_loop(lambda: _erase_rows(archive, place, mentions, calls, gone), name="privacy")
    gone.calls += ids


def _delete_files(calls: list[FoundCall], archive: Archive, gone: Gathered) -> list[str]:
    """The ids of the calls that have no files any more."""
    done = []
    for call in calls:
        archive.on_step(f"Deleting the files of {call.call_id}")
        files = delete_folder(call.folder, archive.data) if call.folder is not None else []
        if files is None:
            gone.left.append(f"{call.call_id}: somebody is at work in its folder; erase again")
            continue
        gone.files += files
        done.append(call.call_id)
    return done


def _erase_rows(archive: Archive, place: Place, mentions: Mentions, calls: set[str], gone: Gathered) -> None:
    _count(gone, _named(archive, place.data), erase_rows(place.data, archive.tables, mentions, calls))
    own = [place.file] if place.file and place.file.is_file() else []
    for file in dict.fromkeys([*files_of(place.data), *own]):
        try:
            scrub(file)
        except PagesBusy as error:
            gone.left.append(str(error))


def _named(archive: Archive, data: Path) -> str:
    return "" if data == archive.data else f"{data.relative_to(archive.data)}/"


def _count(gone: Gathered, folder: str, rows: Mapping[str, int]) -> None:
    for table, count in rows.items():
        if count:
            gone.rows[f"{folder}{table}"] = gone.rows.get(f"{folder}{table}", 0) + count


def _finish(
    archive: Archive, person: Person, plan: Plan, found: Found, gone: Gathered, read: int, who: str, why: str
) -> Receipt:
    counts: dict[str, int | str] = {
        "receipt": plan.name,
        "calls": len(gone.calls),
        "rows": sum(gone.rows.values()),
        "files": len(gone.files),
        "left": len(gone.left),
    }
    line = _audit(archive, person, who, why, counts)
    searched = {
        "folders": len(found.places),
        "calls": sum(place.searched for place in found.places),
        "tables": len(archive.tables),
        "files": read,
    }
    marks = list(plan.marks)
    return Receipt(
        receipt=plan.name,
        made_at=iso(utc_now()),
        who=who,
        why=why,
        marks=marks,
        asked=list(plan.asked),
        searched=searched,
        calls=sorted(gone.calls),
        rows=dict(sorted(gone.rows.items())),
        files=[asdict(file) for file in gone.files],
        left=gone.left,
        remembered=marks,
        audit={"seq": line.seq, "digest": line.digest},
    )


def _begun(archive: Archive, person: Person) -> list[tuple[Path, Plan]]:
    marks = [mark for every in person.all_marks(archive.keys) for mark in every]
    return open_plans(archive.folder / "plans", marks, person.calls)


def _audit(
    archive: Archive,
    person: Person,
    who: str,
    why: str,
    detail: Mapping[str, int | str],
    *,
    refused: bool = False,
) -> AuditLine:
    what = "privacy.refused" if refused else "privacy.erase"
    return archive.audit.write(what, person.subject(archive.keys), who=who, why=why, detail=detail)
