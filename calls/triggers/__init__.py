"""When a person has to be fetched: small pure rules over what is said and what happens in a call."""

from calls.triggers.base import Hit as Hit
from calls.triggers.base import Turn as Turn
from calls.triggers.watch import Watch as Watch
