"""Twilio asks what to do with a call; the answer is TwiML."""

from xml.sax.saxutils import quoteattr


def answer_twiml(*, stream_url: str, parameters: dict[str, str]) -> str:
    """Connect the call to our media stream. `stream_url` is wss and has no query: Twilio refuses one."""
    lines = "".join(
        f"<Parameter name={quoteattr(name)} value={quoteattr(value)}/>"
        for name, value in parameters.items()
        if value
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f"<Response><Connect><Stream url={quoteattr(stream_url)}>{lines}</Stream></Connect></Response>"
    )
