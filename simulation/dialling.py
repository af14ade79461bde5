"""What happens before a stream: the carrier asks the webhook, and reads where to connect."""

from dataclasses import dataclass
from random import Random
from urllib.parse import urlsplit
from xml.etree import ElementTree

from simulation.exchange import SocketRefused


def sid(prefix: str, rng: Random) -> str:
    """A valid Twilio SID: `CA`, `MZ` or `AC` and 32 hexadecimal digits."""
    return f"{prefix}{rng.getrandbits(128):032x}"


@dataclass(frozen=True)
class Dialled:
    """What the agent answered the carrier's webhook: where the stream goes, and with which parameters."""

    path: str
    parameters: dict[str, str]
    url: str = ""
    """The whole address, which is what the carrier signs."""


def read_twiml(twiml: str) -> Dialled:
    """Read a document's `<Connect><Stream>`. Raises SocketRefused if there is none."""
    try:
        connect = ElementTree.fromstring(twiml).find("Connect")
    except ElementTree.ParseError as error:
        raise SocketRefused(f"the webhook's answer is not TwiML: {error}") from error
    if connect is None:
        raise SocketRefused(f"the webhook's answer does not connect a stream: {twiml[:200]}")
    return read_stream(connect)


def read_stream(connect: ElementTree.Element) -> Dialled:
    """Read the `<Stream>` of a `<Connect>`. Raises SocketRefused if there is none."""
    stream = connect.find("Stream")
    url = stream.get("url") if stream is not None else None
    if stream is None or url is None:
        shown = ElementTree.tostring(connect, encoding="unicode")[:200]
        raise SocketRefused(f"the webhook's answer does not connect a stream: {shown}")
    parameters = {item.get("name", ""): item.get("value", "") for item in stream.findall("Parameter")}
    return Dialled(urlsplit(url).path, parameters, url)
