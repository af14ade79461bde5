"""How one call ends: the first reason counts, and every way out has one."""

from calls.end_reasons import EndReason


class Ending:
    """Holds the reason of one call. Pure: it stops nothing itself."""

    def __init__(self) -> None:
        self._reason: EndReason | None = None
        self._detail = ""

    @property
    def decided(self) -> bool:
        """Whether a reason is set."""
        return self._reason is not None

    def decide(self, reason: EndReason, detail: str = "") -> bool:
        """Set the reason unless one is set. Returns whether this one counts."""
        if self._reason is not None:
            return False
        self._reason, self._detail = reason, detail
        return True

    def refine(self, reason: EndReason) -> None:
        """Say more exactly how the caller left. Changes nothing if the call ended in another way."""
        if self._reason is EndReason.CALLER_HUNG_UP:
            self._reason = reason

    def result(self, default: EndReason) -> tuple[EndReason, str]:
        """The reason and its detail; `default` when nobody decided."""
        return self._reason or default, self._detail


def hang_up_reason(*, greeted: bool, tools_in_progress: int, transferring: bool = False) -> EndReason:
    """Why the caller's hanging up ended the call, from what was going on."""
    if transferring:
        return EndReason.CALLER_HUNG_UP_DURING_TRANSFER
    if tools_in_progress:
        return EndReason.CALLER_HUNG_UP_DURING_TOOL
    if not greeted:
        return EndReason.CALLER_HUNG_UP_BEFORE_GREETING
    return EndReason.CALLER_HUNG_UP
