"""What Telnyx gives back with every later event of a call: how it goes on, for whichever process is told."""

import base64
import binascii
import json
from dataclasses import asdict, dataclass
from enum import StrEnum


class Then(StrEnum):
    """What follows when the present command has come to its end."""

    NOTHING = ""
    HANG_UP = "hang_up"
    RECORD = "record"
    """A message is taken."""
    SPEAK = "speak"
    """`say` is spoken, then `dial` is called or a message taken: the call did not get in."""
    INSTEAD = "instead"
    """The same, when it was spoken."""
    OVERFLOW = "overflow"
    """The leg of the number that such a caller is connected to."""
    FORWARDED = "forwarded"
    """The leg of the number that an agent has connected its caller to."""
    BRIEF = "brief"
    """A person hears the briefing."""
    ASK = "ask"
    """A person is asked whether they take the call."""


@dataclass(frozen=True)
class State:
    """How a leg goes on."""

    then: Then = Then.NOTHING
    caller: str = ""
    """The caller's call, of a leg that is somebody else's."""
    say: str = ""
    dial: str = ""
    message: bool = False

    @property
    def text(self) -> str:
        """As Telnyx carries it."""
        held = {name: value for name, value in asdict(self).items() if value}
        return base64.b64encode(json.dumps(held).encode()).decode()


def read_state(text: str | None) -> State:
    """A state that came back; an empty one for what is none of ours."""
    try:
        held = json.loads(base64.b64decode(text or "", validate=True))
        return State(Then(held.pop("then", "")), **held)
    except (binascii.Error, ValueError, TypeError, AttributeError):
        return State()
