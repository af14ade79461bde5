"""The wire to Twilio."""

import base64

from transports.phone.http_wire import HttpWire
from transports.twilio.account import Credentials

BASE_URL = "https://api.twilio.com"


def twilio_wire(credentials: Credentials, *, base_url: str = BASE_URL) -> HttpWire:
    """Requests with the account's secret. `base_url` is for a Twilio that is not Twilio's."""
    pair = f"{credentials.account_sid}:{credentials.auth_token}".encode()
    headers = {"Authorization": "Basic " + base64.b64encode(pair).decode()}
    return HttpWire(base_url, lambda: headers)
