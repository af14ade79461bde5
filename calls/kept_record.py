"""A record as it may be kept. The store and the file `record.json` take no other."""

from typing import NewType

from calls.record import CallRecord
from compliance.redaction.safe import Masker, safe_data

SafeRecord = NewType("SafeRecord", CallRecord)
"""A record whose words were masked. Only this file makes one."""


def safe_record(record: CallRecord, masker: Masker) -> SafeRecord:
    """The record as it may be kept.

    Its events were masked one by one; here everything that the call has learnt since is used on all of them.
    """
    kept, _ = safe_data(record, masker)
    return SafeRecord(kept)


def kept_before(record: CallRecord) -> SafeRecord:
    """A record that comes from where only safe ones are: the store, `record.json`, a journal on disk."""
    return SafeRecord(record)
