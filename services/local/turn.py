"""What a decision of the dialogue rests on, and what it gives."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from configs.script import Script
from services.local.history import Message
from services.local.place import Meaning, Place
from services.local.understand import understand
from spoken.base import Setting


@dataclass(frozen=True)
class Turn:
    """Everything a decision rests on."""

    script: Script
    node: str | None
    messages: Sequence[Message]
    """The LLM context's messages, as mappings."""

    tools: Mapping[str, Sequence[str]]
    """Offered tools and the names of their required parameters. Nothing else is ever called."""

    setting: Setting
    state: Mapping[str, Any] = field(default_factory=dict)
    """The flow's state."""

    alternatives: Sequence[str] = ()
    """Other readings of the last utterance. When one means something else, it is asked again."""

    said: str | None = None
    """The agent's last utterance in full, where the history holds only what was heard of it."""

    accepts: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Offered tools and all their parameters; a tool that is missing here takes what its script names."""

    listener: Callable[[str, Place, str], Meaning] = understand
    """Understands utterances; a `Listener` does so once per utterance."""


@dataclass(frozen=True)
class Call:
    """A tool to be called."""

    tool: str
    arguments: Mapping[str, Any]


@dataclass(frozen=True)
class Reply:
    """What comes next. Neither text nor call: nothing is to be said now."""

    say: str = ""
    call: Call | None = None


def join(*parts: str) -> str:
    """Sentences one after the other; empty ones are left out."""
    return " ".join(part for part in parts if part)
