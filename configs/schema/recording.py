"""`recording:` — whether the call's audio is kept."""

from typing import Literal

from configs.schema.base import Block


class RecordingBlock(Block):
    """Stereo recording: caller left, agent right."""

    mode: Literal["off", "announce"] = "off"
    """`off`: no audio is kept. `announce`: recorded from the answer; `announcement` is said first."""

    announcement: str = "This call is recorded."
    """Said before the greeting when `mode` is `announce`."""
