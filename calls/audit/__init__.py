"""The audit log: who read, exported or erased what of calls, and why; and how rules for them changed."""

from calls.audit.line import NO_REASON, AuditLine, Deed
from calls.audit.log import AuditLog

__all__ = ["NO_REASON", "AuditLine", "AuditLog", "Deed"]
