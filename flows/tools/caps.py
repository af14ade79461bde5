"""How often tools may be called before something is plainly going round in circles. Pure."""

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any, Literal

Exceeded = Literal["rounds", "identical"]
"""`rounds`: too many rounds of tools without a word of the caller. `identical`: one call made too often."""


class Caps:
    """The counts of one call.

    A round is one answer of the model that calls tools, however many at once. A model that calls tools on and
    on keeps the caller waiting for ever; one that repeats a call with the same arguments learns nothing new.
    """

    def __init__(self, *, rounds_per_turn: int, identical_per_call: int) -> None:
        self._rounds_allowed = rounds_per_turn
        self._identical_allowed = identical_per_call
        self._rounds = 0
        self._calls: Counter[str] = Counter()

    @property
    def rounds(self) -> int:
        """Rounds since the caller last had a turn."""
        return self._rounds

    def turn_started(self) -> None:
        """The caller said or keyed something: rounds are counted anew."""
        self._rounds = 0

    def round_started(self) -> None:
        """The model calls tools."""
        self._rounds += 1

    def count(self, tool: str, arguments: Mapping[str, Any]) -> Exceeded | None:
        """Count a call; which cap it is beyond, or None when it may go ahead."""
        if self._rounds > self._rounds_allowed:
            return "rounds"
        key = f"{tool} {json.dumps(arguments, sort_keys=True, default=str)}"
        self._calls[key] += 1
        return "identical" if self._calls[key] > self._identical_allowed else None
