"""The wire to Vonage."""

from calls.clock import utc_now
from transports.phone.http_wire import HttpWire
from transports.vonage.tokens import Application, application_token

BASE_URL = "https://api.nexmo.com"


def vonage_wire(application: Application, *, base_url: str = BASE_URL) -> HttpWire:
    """Requests of an application. `base_url` is for a Vonage that is not Vonage's."""
    return HttpWire(
        base_url, lambda: {"Authorization": f"Bearer {application_token(application, utc_now())}"}
    )
