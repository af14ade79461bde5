"""What looks like a secret, so that none stands in a file and none is printed."""

import math
import re
from collections import Counter
from typing import Any

REFERENCE = re.compile(r"\$\{(?P<name>[A-Za-z_][A-Za-z0-9_]*)(?::-(?P<default>[^${}]*))?\}")
"""`${NAME}` or `${NAME:-default}`."""

_SECRET_KEY = re.compile(
    r"(^|_)(api_?keys?|access_?keys?|private_?keys?|secret_?keys?|token|secrets?|passw(or)?d|passphrase"
    r"|credentials?|authorization|auth)$"
)
_PASSWORD_KEY = re.compile(r"(^|_)(secret|passw(or)?d|passphrase)$")
_PLAIN_HEX_KEY = re.compile(r"(^|_)(voice|voice_id|model|model_id|revision)$")

_SHAPES = re.compile(
    r"""(?x)
      \bsk-[A-Za-z0-9_-]{12,}                        # OpenAI, Anthropic and many that imitate them
    | \bsk_[A-Za-z0-9_-]{16,}                        # ElevenLabs, Cartesia, Stripe
    | \b(?:dg|xai|gsk|ghp|gho|hf|r8|key)_[A-Za-z0-9_-]{20,}
    | \bpplx-[A-Za-z0-9]{20,}
    | \bxox[abprs]-[A-Za-z0-9-]{10,}                 # Slack
    | \bAKIA[0-9A-Z]{16}\b                           # AWS
    | \bAIza[0-9A-Za-z_-]{30,}                       # Google
    | \bSK[0-9a-f]{32}\b                             # Twilio API key
    | \beyJ[A-Za-z0-9_-]{8,999}\.[A-Za-z0-9_-]{8,999}   # JSON Web Token
    | -----BEGIN\ [A-Z ]*PRIVATE\ KEY-----
    | \b(?i:bearer|basic|token)\ +(?=\S*[0-9])[A-Za-z0-9+/=._-]{16,}
    | ://[^/\s:@$]+:[^/\s@$]+@                       # user:password@host
    | [?&](?i:api_?key|key|token|secret|password)=[^&\s$]{8,}
    """
)
_LONG_HEX = re.compile(r"\b[0-9a-f]{40}\b")  # Deepgram
_HEX_32 = re.compile(r"\b(AC)?[0-9a-f]{32}\b")  # Twilio auth token, older ElevenLabs keys
_LONGEST_PLAIN = 16


def is_secret_key(key: str) -> bool:
    """Whether a key's name says that its value is secret: `api_key`, `xi-api-key`, `auth_token` ..."""
    return bool(_SECRET_KEY.search(_snake(key)))


def looks_secret(key: str, value: Any) -> bool:
    """Whether a literal value under this key looks like a secret. References do not; their defaults may."""
    if value is None or isinstance(value, bool | list | tuple | dict):
        return False
    literal = REFERENCE.sub(lambda match: match["default"] or "", str(value)).strip()
    if not literal:
        return False
    name = _snake(key)
    if _SHAPES.search(literal):
        return True
    if _LONG_HEX.search(literal) and not _PLAIN_HEX_KEY.search(name):
        return True
    if _PASSWORD_KEY.search(name):
        return True
    if not is_secret_key(key) or isinstance(value, int | float):
        return False
    return bool(_HEX_32.search(literal)) or _is_random(literal)


def without_secrets(text: str) -> str:
    """The text with everything that has the shape of a secret blotted out."""
    return _LONG_HEX.sub("(hidden)", _SHAPES.sub("(hidden)", text))


def shown_value(key: str, value: Any) -> str:
    """A value for an error message: short, and never a secret."""
    if isinstance(value, dict):
        return "a block of keys"
    if isinstance(value, list | tuple):
        return "a list"
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if looks_secret(key, value) or is_secret_key(key):
        return "(hidden)"
    reference = getattr(value, "reference", None)
    if reference is not None:
        return f"the value of {without_secrets(reference)}"
    if isinstance(value, str):
        text = without_secrets(value)
        return f'"{text[:60]}…"' if len(text) > 60 else f'"{text}"'
    return str(value)


def _snake(key: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", key).replace("-", "_").lower()


def _is_random(text: str) -> bool:
    """Long, without spaces, letters mixed with digits or cases, and no character very common."""
    if len(text) < _LONGEST_PLAIN or re.search(r"\s", text):
        return False
    mixed = re.search(r"[0-9]", text) and re.search(r"[A-Za-z]", text)
    mixed = mixed or (re.search(r"[a-z]", text) and re.search(r"[A-Z]", text))
    if not mixed:
        return False
    shares = [count / len(text) for count in Counter(text).values()]
    return -sum(share * math.log2(share) for share in shares) >= 3.0
