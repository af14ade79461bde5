"""The wire to Telnyx."""

from transports.phone.http_wire import HttpWire
from transports.telnyx.account import Credentials

BASE_URL = "https://api.telnyx.com"


def telnyx_wire(credentials: Credentials, *, base_url: str = BASE_URL) -> HttpWire:
    """Requests with the account's key. `base_url` is for a Telnyx that is not Telnyx's."""
    headers = {"Authorization": f"Bearer {credentials.api_key}"}
    return HttpWire(base_url, lambda: headers)
