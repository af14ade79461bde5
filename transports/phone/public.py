"""The address by which carriers reach us: configured, never taken from what a request says of itself."""

import re
from dataclasses import dataclass

from transports.errors import LineUnavailable

_ALLOWED = re.compile(
    r"(https://[A-Za-z0-9.-]+|http://(localhost|127\.0\.0\.1))(:[0-9]{1,5})?(/[A-Za-z0-9._~/-]*)?"
)
"""Without TLS only on the machine itself."""


@dataclass(frozen=True)
class PublicUrl:
    """`https://phone.example.com`; what carriers sign begins with it."""

    base: str
    """Without a slash at its end."""

    @classmethod
    def of(cls, text: str) -> "PublicUrl":
        """Read what was configured. Raises LineUnavailable for what no carrier could call."""
        base = text.strip().rstrip("/")
        if not _ALLOWED.fullmatch(base):
            raise LineUnavailable(
                f"{text!r} is no public address; allowed: https://HOST, or https://HOST/PATH"
            )
        return cls(base)

    @classmethod
    def of_host(cls, host: str) -> "PublicUrl":
        """A host's name, as development takes it from the request itself."""
        return cls(f"https://{host}")

    def below(self, path: str) -> "PublicUrl":
        """The address of everything below a path, `/w/NAME`."""
        return PublicUrl(self.base + path)

    def https(self, path: str) -> str:
        """The address of one of our paths."""
        return self.base + path

    def wss(self, path: str) -> str:
        """The address of one of our streams."""
        return "ws" + self.base.removeprefix("http") + path
