"""Only a person."""

from flows.handoff.tools import HANDOFF_STATE
from flows.handoff.tools import ask_for_person as ask_for_person

STATE = HANDOFF_STATE
