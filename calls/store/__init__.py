"""The store: the records of all calls in a database, SQLite or PostgreSQL."""

from calls.store.call_store import CallStore
from calls.store.errors import StoreError
from calls.store.summary import CallSummary
from calls.store.urls import default_url

__all__ = ["CallStore", "CallSummary", "StoreError", "default_url"]
