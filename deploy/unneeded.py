"""Prints what is installed and Callwright does not need with these extras: its developers' tools.

python deploy/unneeded.py local postgres mcp | xargs pip uninstall --yes
"""

import re
import sys
from collections.abc import Iterator
from importlib.metadata import Distribution, distributions

from packaging.requirements import Requirement

PRODUCT = "callwright"
KEPT = ("pip",)
"""Uninstalls the others."""


def name_of(text: str) -> str:
    """A distribution's name as it is compared."""
    return re.sub(r"[-_.]+", "-", text).lower()


def needs(found: Distribution, extras: set[str]) -> Iterator[Requirement]:
    """What a distribution needs here."""
    for text in found.requires or ():
        needed = Requirement(text)
        if needed.marker is None or any(needed.marker.evaluate({"extra": extra}) for extra in ("", *extras)):
            yield needed


def needed_with(extras: set[str], installed: dict[str, Distribution]) -> set[str]:
    """The names of all that the product needs, itself and what others need of it included."""
    wanted: dict[str, set[str]] = {}
    waiting = [(PRODUCT, extras)]
    while waiting:
        name, more = waiting.pop()
        known = wanted.get(name)
        if name not in installed or (known is not None and more <= known):
            continue
        wanted[name] = (known or set()) | more
        waiting += [(name_of(each.name), set(each.extras)) for each in needs(installed[name], wanted[name])]
    return set(wanted)


def unneeded(extras: set[str]) -> list[str]:
    """The names of what may go."""
    installed = {name_of(found.metadata["Name"]): found for found in distributions()}
    return sorted(set(installed) - needed_with(extras, installed) - set(KEPT))


if __name__ == "__main__":
    sys.stdout.write("\n".join(unneeded(set(sys.argv[1:]))) + "\n")
