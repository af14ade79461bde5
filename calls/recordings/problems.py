"""What can be wrong with a recording that is read."""


class RecordingBroken(ValueError):
    """A recording that was changed, lacks a piece in its middle, or is none."""
