"""What a group of providers has to tell the rest of the call."""

from collections.abc import Callable
from dataclasses import dataclass

from services.spec import Kind


@dataclass(frozen=True)
class Failed:
    """A provider did not do its work."""

    kind: Kind
    provider: str
    why: str
    """`no_first_token`, `stalled`, `empty`, `no_audio`, `cut_off`, `mute`, `speech_deadline`, or an error's
    category."""

    message: str


@dataclass(frozen=True)
class Switched:
    """From here on another provider serves."""

    kind: Kind
    provider: str
    instead_of: str
    why: str
    """As in `Failed`; `recovered` when the call goes back to a provider that it prefers; `left_alone` when
    other calls have found out that it does not work."""


News = Failed | Switched

Tell = Callable[[News], None]
"""Told of everything that happens, in order."""
