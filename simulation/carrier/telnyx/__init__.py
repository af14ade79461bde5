"""A simulated Telnyx: calls that obey commands, signed events, a media stream."""
