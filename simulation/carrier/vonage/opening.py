"""Our Vonage routes for a simulated account."""

from simulation.carrier.opened import Opened
from simulation.carrier.vonage.desk import VonageDesk
from simulation.carrier.vonage.network import API_KEY, APPLICATION, FakeVonage, application_key
from simulation.carrier.wire import MemoryWire
from transports.phone.office import Front
from transports.vonage.app import routes
from transports.vonage.http_wire import vonage_wire
from transports.vonage.rest import VonageRest
from transports.vonage.tokens import Application


def open_vonage(vonage: FakeVonage, front: Front) -> Opened:
    """Open an account."""
    desk = VonageDesk(vonage)
    rest = VonageRest(MemoryWire(desk))
    router = routes(front, rest=rest, secret=vonage.secret, api_key=API_KEY)
    application = Application(APPLICATION, application_key())
    return Opened(router, rest.client, desk, lambda address: vonage_wire(application, base_url=address))
