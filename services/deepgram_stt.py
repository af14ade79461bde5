"""Deepgram's speech recognition that talks to the server it was told to, or not at all."""

from typing import Any
from urllib.parse import urlsplit

from pipecat.services.deepgram.stt import DeepgramSTTService


class StrictDeepgramSTTService(DeepgramSTTService):
    """Pipecat's service without its silent way out.

    When an own `base_url` cannot be applied, Pipecat warns in the log and sends the caller's voice to
    Deepgram's public cloud. This class refuses instead.
    """

    Settings = DeepgramSTTService.Settings

    def __init__(self, *, base_url: str = "", **kwargs: Any):
        """Raises ConnectionError when the client does not point to `base_url`'s host."""
        super().__init__(base_url=base_url, **kwargs)
        if base_url and _host(self.address) != _host(base_url):
            raise ConnectionError(f"the client points to {self.address}, not to {base_url}")

    @property
    def address(self) -> str:
        """Where audio is sent."""
        return self._client._client_wrapper.get_environment().production


def _host(address: str) -> tuple[str | None, int | None]:
    parts = urlsplit(address)
    return parts.hostname, parts.port
