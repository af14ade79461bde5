"""The fake Twilio's REST on a real socket, asked by the client that asks the real one."""

import asyncio
from random import Random

import pytest
import uvicorn
from fastapi import FastAPI

from simulation.asgi_socket import AsgiExchange
from simulation.carrier.blocks import PersonBlock
from simulation.carrier.network import FakeTwilio
from simulation.carrier.rest import RestDesk
from simulation.carrier.server import rest_app
from transports.phone.rest import RestRefused
from transports.twilio.account import Credentials
from transports.twilio.http_wire import twilio_wire
from transports.twilio.rest import TwilioRest

ANNA = "+12025550111"
ORDER = [("To", ANNA), ("From", "+12025550100"), ("Url", "https://callwright.test/page")]


@pytest.mark.realtime
async def test_the_client_speaks_to_it_over_a_real_socket_and_only_with_the_accounts_secret():
    twilio = FakeTwilio(Random(1), people={ANNA: PersonBlock(answers="no_answer")})
    twilio.reach(AsgiExchange(FastAPI()))
    config = uvicorn.Config(rest_app(RestDesk(twilio)), port=0, log_level="warning", lifespan="off")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    address = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    rest = TwilioRest(
        twilio.account_sid,
        twilio_wire(Credentials(twilio.account_sid, twilio.auth_token), base_url=address),
    )
    stranger = TwilioRest(
        twilio.account_sid, twilio_wire(Credentials(twilio.account_sid, "guess"), base_url=address)
    )
    nowhere = TwilioRest(
        twilio.account_sid, twilio_wire(Credentials(twilio.account_sid, "x"), base_url="http://127.0.0.1:9")
    )
    try:
        sid = await rest.create_call(ORDER)
        assert twilio.legs[0].sid == sid
        assert await rest.participants("nobody's") == frozenset()
        await rest.end_call(sid)
        assert await rest.is_over(sid)
        with pytest.raises(RestRefused) as refused:
            await stranger.end_call(sid)
        assert (refused.value.status, refused.value.code) == (401, 20003)
        with pytest.raises(RestRefused) as refused:
            await nowhere.create_call(ORDER)
        assert not refused.value.unsure, "nothing was sent"
    finally:
        for client in (rest, stranger, nowhere):
            await client.close()
        await twilio.close()
        server.should_exit = True
        await serving
