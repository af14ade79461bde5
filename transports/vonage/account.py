"""Whose Vonage account calls are made on, and with which secret Vonage signs."""

from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from configs.server.carriers import VonageBlock
from transports.errors import LineUnavailable
from transports.vonage.http_wire import BASE_URL
from transports.vonage.tokens import Application


@dataclass(frozen=True)
class Credentials:
    """An account."""

    api_key: str
    """The account, as every signature names it."""

    signature_secret: str = field(repr=False)

    application: Application | None = None
    """With which calls are controlled; None = they cannot be."""

    base_url: str = BASE_URL


def credentials_of(block: VonageBlock) -> Credentials:
    """The account of a server's file. Raises LineUnavailable for half an application, or a key that is
    none."""
    if (block.application_id is None) != (block.private_key is None):
        raise LineUnavailable("Vonage's application_id and private_key belong together; set both, or neither")
    application = None
    if block.application_id is not None and block.private_key is not None:
        application = Application(block.application_id, private_key(block.private_key))
    return Credentials(block.api_key, block.signature_secret, application, block.rest_url or BASE_URL)


def private_key(pem: str) -> RSAPrivateKey:
    """The key of a PEM text, whose line ends may be written as `\\n`. Raises LineUnavailable."""
    try:
        key = load_pem_private_key(pem.replace("\\n", "\n").strip().encode(), None)
    except (ValueError, TypeError):
        key = None
    if not isinstance(key, RSAPrivateKey):
        raise LineUnavailable(
            "Vonage's private_key is none; allowed: the PEM text of an RSA key without password"
        )
    return key
