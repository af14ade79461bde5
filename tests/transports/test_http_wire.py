"""The wire to a carrier, over a real socket."""

import json

from aiohttp import web

from transports.phone.http_wire import HttpWire


async def test_an_answer_that_comes_in_pieces_is_read_to_its_end() -> None:
    numbers = {"numbers": [f"+1212555{number:04}" for number in range(8000)]}

    async def slowly(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        text = json.dumps(numbers).encode()
        for start in range(0, len(text), 20_000):
            await response.write(text[start : start + 20_000])
        return response

    app = web.Application()
    app.router.add_get("/numbers", slowly)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    wire = HttpWire(f"http://127.0.0.1:{runner.addresses[0][1]}", dict)
    try:
        assert (await wire.send("GET", "/numbers", ())).body == numbers
    finally:
        await wire.close()
        await runner.cleanup()
