"""What the local engines do before the first caller. Each is `async (script, wideband)`."""

import asyncio

import dateparser

from configs.script import Script
from services.local import engines


async def voice(script: Script | None, wideband: bool) -> None:
    """Start the synthesiser's process."""
    await engines.warm(stt=False)


async def dialogue(script: Script | None, wideband: bool) -> None:
    """Parse a date once: dateparser loads its languages with the first."""
    await asyncio.get_running_loop().run_in_executor(None, _parse_once)


def _parse_once() -> None:
    dateparser.parse("next tuesday", languages=["en"])


async def ears(script: Script | None, wideband: bool) -> None:
    """Start the recogniser's process and build the models of every node."""
    await engines.warm(tts=False)
    if script is not None:
        await engines.prepare(script)
