"""Legal holds and opt-outs: what outlives the wish to forget."""

from calls.audit.log import account, reason
from calls.clock import utc_now
from calls.folders import check_call_id, find_call_folder
from calls.privacy.archive import Archive, opened
from calls.privacy.person import Person
from calls.privacy.places import Place
from calls.store import CallStore, StoreError, default_url
from calls.store.privacy_rows import Hold


async def hold(archive: Archive, call_id: str, *, who: str = "", why: str = "") -> Hold:
    """Keep a call. A hold that is there stays as it is, and is returned.

    Raises ValueError if it is no call id, LookupError if there is no such call.
    """
    check_call_id(call_id)
    async with opened(_first(archive)) as store:
        known = store is not None and await store.get(call_id) is not None
        if not known and find_call_folder(archive.data, call_id) is None:
            raise LookupError(f"there is no call {call_id} in {archive.data}")
        kept = _required(store, archive)
        who, why = who or account(), why or reason()
        archive.audit.write("privacy.hold", call_id, who=who, why=why)
        await kept.privacy.hold(Hold(call_id, utc_now(), who, why))
        return (await kept.privacy.holds())[call_id]


async def release(archive: Archive, call_id: str, *, why: str = "") -> bool:
    """End a hold; False if there was none."""
    async with opened(_first(archive)) as store:
        if store is None or call_id not in await store.privacy.holds():
            return False
        archive.audit.write("privacy.release", call_id, why=why)
        return await store.privacy.release(call_id)


async def held(archive: Archive) -> list[Hold]:
    """Every hold."""
    async with opened(_first(archive)) as store:
        return list((await store.privacy.holds()).values()) if store is not None else []


async def opt_out(archive: Archive, person: Person, *, why: str = "") -> int:
    """Remember that somebody wants no calls, by keyed hashes alone. How many are remembered."""
    store = await CallStore.open(_first(archive).url or default_url(archive.data))
    try:
        archive.audit.write("privacy.opt_out", person.subject(archive.keys), why=why)
        marks = person.marks(archive.keys)
        for mark in marks:
            await store.privacy.suppress(mark, opted_out_at=utc_now(), erased_at=None)
        return len(marks)
    finally:
        await store.close()


def _first(archive: Archive) -> Place:
    """The data folder itself, whose calls are real."""
    return archive.places()[0]


def _required(store: CallStore | None, archive: Archive) -> CallStore:
    if store is None:
        raise StoreError(f"{archive.data}: no call was ever kept here, so there is no database for it")
    return store
