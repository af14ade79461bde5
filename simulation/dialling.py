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


def read_twiml(twiml: str) -> Dialled:
    """Read `<Connect><Stream>`. Raises SocketRefused if there is none."""
    try:
        stream = ElementTree.fromstring(twiml).find("Connect/Stream")
    except ElementTree.ParseError as error:
        raise SocketRefused(f"the webhook's answer is not TwiML: {error}") from error
    url = stream.get("url") if stream is not None else None
    if stream is None or url is None:
        raise SocketRefused(f"the webhook's answer does not connect a stream: {twiml[:200]}")
    parameters = {item.get("name", ""): item.get("value", "") for item in stream.findall("Parameter")}
    return Dialled(urlsplit(url).path, parameters)
