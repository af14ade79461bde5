"""The key ring: what recordings are encrypted with, and reports and links are signed with.

A file of master keys in the data folder, or where `CALLWRIGHT_KEYS` says. The newest one is used; older ones
still open and verify what was made with them. Every purpose has a key of its own, derived from a master key.
"""

import hmac
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from calls.clock import iso, utc_now

KEYS_VARIABLE = "CALLWRIGHT_KEYS"
_FILE = "keys/ring.json"
_MASTER_BYTES = 32
_NONCE_BYTES = 12


class KeyRingError(Exception):
    """A key ring that cannot be used, or something that none of its keys opens."""


@dataclass(frozen=True)
class Signature:
    """Who vouches for some bytes."""

    key_id: str
    value: str
    """Ed25519, in hexadecimal."""


class KeyRing:
    """Master keys, oldest first. Never empty."""

    def __init__(self, path: Path, masters: dict[str, bytes]) -> None:
        """Use `KeyRing.open`."""
        self.path = path
        self._masters = masters

    @classmethod
    def open(cls, data: Path, environ: Mapping[str, str] | None = None) -> "KeyRing":
        """The ring of a data folder, made if there is none. Blocking; raises KeyRingError."""
        path = ring_path(data, os.environ if environ is None else environ)
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            _create(path)
            read = json.loads(path.read_text(encoding="utf-8"))
            masters = {key["id"]: bytes.fromhex(key["secret"]) for key in read["keys"]}
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise KeyRingError(f"{path}: not a key ring ({type(error).__name__})") from None
        if not masters or any(len(master) != _MASTER_BYTES for master in masters.values()):
            raise KeyRingError(f"{path}: a key ring holds keys of {_MASTER_BYTES} bytes, at least one")
        return cls(path, masters)

    @property
    def current(self) -> str:
        """The id of the key that is used now."""
        return list(self._masters)[-1]

    def rotate(self) -> str:
        """Add a key and use it from now on. Returns its id. Blocking; raises OSError."""
        read = json.loads(self.path.read_text(encoding="utf-8"))
        key = _new_key()
        read["keys"].append(key)
        _write(self.path, read)
        self._masters[key["id"]] = bytes.fromhex(key["secret"])
        return key["id"]

    def wrap(self, key: bytes, purpose: str) -> str:
        """A key, encrypted with the current master key: `<key id>:<hexadecimal>`."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = AESGCM(self._derived(self.current, purpose)).encrypt(nonce, key, purpose.encode())
        return f"{self.current}:{(nonce + sealed).hex()}"

    def unwrap(self, wrapped: str, purpose: str) -> bytes:
        """What `wrap` was given. Raises KeyRingError if no key of the ring opens it."""
        key_id, _, text = wrapped.partition(":")
        try:
            sealed = bytes.fromhex(text)
            opener = AESGCM(self._derived(key_id, purpose))
            return opener.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], purpose.encode())
        except (InvalidTag, ValueError):
            raise KeyRingError(f"key {key_id!r} does not open this {purpose}") from None

    def sign(self, content: bytes, purpose: str) -> Signature:
        """Vouch for some bytes with the current key."""
        signer = Ed25519PrivateKey.from_private_bytes(self._derived(self.current, purpose))
        return Signature(self.current, signer.sign(content).hex())

    def verifies(self, content: bytes, signature: Signature, purpose: str) -> bool:
        """Whether a key of this ring vouched for exactly these bytes."""
        if signature.key_id not in self._masters:
            return False
        signer = Ed25519PrivateKey.from_private_bytes(self._derived(signature.key_id, purpose))
        try:
            signer.public_key().verify(bytes.fromhex(signature.value), content)
        except (InvalidSignature, ValueError):
            return False
        return True

    def digests(self, content: bytes, purpose: str) -> list[str]:
        """What stands for some bytes where they must not be kept: `<key id>:<keyed hash in hexadecimal>`.

        One for each key, the current one's first. Who has no key cannot find out the bytes by trying.
        """
        return [
            f"{key_id}:{hmac.digest(self._derived(key_id, purpose), content, 'sha256').hex()}"
            for key_id in reversed(self._masters)
        ]

    def _derived(self, key_id: str, purpose: str) -> bytes:
        master = self._masters.get(key_id)
        if master is None:
            raise KeyRingError(f"{self.path} has no key {key_id!r}; it has {', '.join(self._masters)}")
        return HKDF(SHA256(), 32, salt=None, info=f"callwright {purpose}".encode()).derive(master)


def ring_path(data: Path, environ: Mapping[str, str]) -> Path:
    """Where the ring of a data folder is, or will be."""
    given = environ.get(KEYS_VARIABLE, "").strip()
    return Path(given).expanduser() if given else data / _FILE


def _new_key() -> dict[str, str]:
    return {
        "id": f"key_{secrets.token_hex(4)}",
        "made_at": iso(utc_now()),
        "secret": secrets.token_hex(_MASTER_BYTES),
    }


def _create(path: Path) -> None:
    """A ring with one key, if there is none; of two processes that try at once, one makes it."""
    if path.exists():
        return
    unnamed = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    _write_new(unnamed, {"keys": [_new_key()]})
    try:
        os.link(unnamed, path)
    except FileExistsError:
        pass
    finally:
        unnamed.unlink()


def _write(path: Path, ring: object) -> None:
    unnamed = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    _write_new(unnamed, ring)
    unnamed.replace(path)


def _write_new(path: Path, ring: object) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump(ring, file, indent=2)
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())
