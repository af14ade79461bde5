"""Erases Ada and is killed at a step: `erase_and_die.py DATA STEP`. Prints how many steps there were."""

import asyncio
import os
import signal
import sys
from dataclasses import replace
from pathlib import Path

from calls.privacy.erasing import erase
from calls.privacy.person import Person
from cli.archive import open_archive

data, last = Path(sys.argv[1]), int(sys.argv[2])
steps = 0


def die_at_the_last(step: str) -> None:
    global steps
    steps += 1
    if steps == last:
        os.kill(os.getpid(), signal.SIGKILL)


archive = replace(open_archive(data), on_step=die_at_the_last)
asyncio.run(erase(archive, Person.of(["+12125550188"], ["ada@example.com"])))
print(steps)
