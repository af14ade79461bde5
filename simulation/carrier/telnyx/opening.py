"""Our Telnyx routes for a simulated account."""

from simulation.carrier.opened import Opened
from simulation.carrier.telnyx.desk import TelnyxDesk
from simulation.carrier.telnyx.network import API_KEY, CONNECTION, FakeTelnyx
from simulation.carrier.wire import MemoryWire
from transports.phone.office import Front
from transports.telnyx.app import routes
from transports.telnyx.http_wire import telnyx_wire
from transports.telnyx.rest import TelnyxRest


def open_telnyx(telnyx: FakeTelnyx, front: Front) -> Opened:
    """Open an account."""
    desk = TelnyxDesk(telnyx)
    rest = TelnyxRest(MemoryWire(desk))
    public_key = telnyx.key.public_key().public_bytes_raw()
    router = routes(front, rest=rest, connection_id=CONNECTION, public_key=public_key)
    return Opened(router, rest.client, desk, lambda address: telnyx_wire(API_KEY, base_url=address))
