"""Events that carriers tell twice have their effect once."""

from collections import OrderedDict

MOST_KNOWN = 8192
"""Ids remembered. Older ones are stopped by the age of their signature."""


class Once:
    """Ids of events that were taken."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, None] = OrderedDict()

    def take(self, event_id: str) -> bool:
        """Whether an event is told for the first time."""
        if event_id in self._known:
            return False
        self._known[event_id] = None
        if len(self._known) > MOST_KNOWN:
            self._known.popitem(last=False)
        return True

    def forget(self, event_id: str) -> None:
        """It had no effect; told again, it may have one."""
        self._known.pop(event_id, None)
