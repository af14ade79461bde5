"""The processes of the local engines, as the system sees them."""

import psutil


def child(engine: str, parent: int | None = None) -> psutil.Process:
    """The one child that runs an engine (`stt`, `tts`) for a process; for this one, if no id is given."""
    module = f"services.local.{engine}_worker"
    (found,) = [one for one in psutil.Process(parent).children() if module in one.cmdline()]
    return found
