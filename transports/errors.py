"""What can be wrong with a connection.

TransportError
├── StreamRefused      the other end did not prove to be a caller
└── LineUnavailable    something must be set or installed first
"""


class TransportError(Exception):
    """A connection that cannot become a call."""


class StreamRefused(TransportError):
    """The other end broke the protocol; it is closed and costs nothing more."""


class LineUnavailable(TransportError):
    """This way in needs something that is not there; the message says what."""
