"""The wire to Telnyx."""

from transports.phone.http_wire import HttpWire

BASE_URL = "https://api.telnyx.com"


def telnyx_wire(api_key: str, *, base_url: str = BASE_URL) -> HttpWire:
    """Requests with the account's key. `base_url` is for a Telnyx that is not Telnyx's."""
    headers = {"Authorization": f"Bearer {api_key}"}
    return HttpWire(base_url, lambda: headers)
