"""Our Twilio routes for a simulated account."""

from simulation.carrier.network import FakeTwilio
from simulation.carrier.opened import Opened
from simulation.carrier.rest import RestDesk
from simulation.carrier.wire import MemoryWire
from transports.phone.office import Front
from transports.twilio.account import Credentials
from transports.twilio.app import routes
from transports.twilio.http_wire import twilio_wire
from transports.twilio.rest import TwilioRest


def open_twilio(twilio: FakeTwilio, front: Front) -> Opened:
    """Open an account."""
    desk = RestDesk(twilio)
    rest = TwilioRest(twilio.account_sid, MemoryWire(desk))
    account = Credentials(twilio.account_sid, twilio.auth_token)
    router = routes(front, rest=rest, secrets=account.secrets, account_sid=twilio.account_sid)
    return Opened(router, rest.client, desk, lambda address: twilio_wire(account, base_url=address))
