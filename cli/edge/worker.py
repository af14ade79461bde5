"""One worker process: `python -m cli.edge.worker FD`. It listens to its supervisor at that file handle."""

import asyncio
import os
import signal
import socket
import sys

from loguru import logger

from calls.folders import data_dir
from calls.logs import set_up_logs
from calls.store import StoreError
from cli.edge.app import edge_app
from cli.edge.channel import Channel, Message
from cli.edge.process import is_first
from cli.sweeping import sweep_daily
from configs.server import load_server
from pipeline.edge.worker import EdgeWorker
from pipeline.switchboards import AGENT_PROBLEMS
from pipeline.warm import keep_loaded
from transports.edge.taking import TakingServer, taking_server
from transports.errors import TransportError

TELL_SECS = 0.5
"""Between two messages to the supervisor."""


async def work(channel: Channel) -> int:
    """Serve until told to end. Returns the exit code."""
    loop = asyncio.get_running_loop()
    order: asyncio.Future[Message] = loop.create_future()
    server: TakingServer | None = None

    def on_message(message: Message, connection: socket.socket | None) -> None:
        if connection is None:
            order.set_result(message)
        elif server is not None:  # nothing is handed over before we say that we are ready
            server.take(connection)

    ending = Ending()
    channel.listen(on_message, ending.begin)  # without a supervisor nobody comes any more
    told = await order
    config = load_server(told["file"])
    inside = socket.create_server((config.config.workers.internal_host, 0))
    host, port = inside.getsockname()[:2]
    edge = await EdgeWorker.open(
        config,
        worker=told["name"],
        address=f"http://{host}:{port}",
        key=bytes.fromhex(told["key"]),
        environ=os.environ,
        offline=told["offline"],
    )
    keep_loaded()
    async with edge:
        server = taking_server(edge_app(edge))
        serving = loop.create_task(server.serve(sockets=[inside]))
        await server.is_up.wait()
        telling = loop.create_task(_tell(channel, edge))
        sweeping = loop.create_task(_sweep(edge))
        ending.listen()
        await ending.begun.wait()
        draining = loop.create_task(edge.drain(config.config.workers.drain_secs))
        await asyncio.wait(
            {draining, loop.create_task(ending.now.wait())}, return_when=asyncio.FIRST_COMPLETED
        )
        await edge.hang_up()
        telling.cancel()
        sweeping.cancel()
        server.should_exit = True
        await serving
    return 0


async def _sweep(edge: EdgeWorker) -> None:
    """Delete once a day what the agents do not let us keep; one worker of a machine does it for all."""
    if is_first(edge.worker):
        agents = [board.agent for board in edge.boards.values()]
        await sweep_daily(data_dir(os.environ), agents, os.environ, logger.info)


class Ending:
    """The first signal begins the end, the second one hurries it."""

    def __init__(self) -> None:
        self.begun = asyncio.Event()
        self.now = asyncio.Event()

    def listen(self) -> None:
        """From now on signals do that; before, they end the process as ever."""
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, self._hear)

    def begin(self) -> None:
        """The end begins."""
        self.begun.set()

    def _hear(self) -> None:
        if self.begun.is_set():
            self.now.set()
        self.begun.set()


async def _tell(channel: Channel, edge: EdgeWorker) -> None:
    """Tell the supervisor how many calls there are."""
    # At once: a supervisor that does not know of a call may send the next one here, where there is no room.
    edge.desk.floor.seats.on_add = lambda: channel.send({"active": edge.active_calls})
    channel.send({"ready": True, "active": edge.active_calls})
    while True:
        await asyncio.sleep(TELL_SECS)
        channel.send({"active": edge.active_calls})


def main() -> int:
    """The process."""
    import uvloop

    set_up_logs("INFO")
    channel = Channel(socket.socket(fileno=int(sys.argv[1])))
    try:
        return uvloop.run(work(channel))
    except (*AGENT_PROBLEMS, TransportError, StoreError) as problem:
        logger.error(f"cannot start: {problem}")
    except Exception as problem:
        logger.opt(exception=True).error(f"cannot start, or broke: {type(problem).__name__}")
    return 1


if __name__ == "__main__":
    sys.exit(main())
