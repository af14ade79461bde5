"""A person, a callback or a message."""

from flows.handoff.tools import HANDOFF_STATE
from flows.handoff.tools import ask_for_person as ask_for_person
from flows.handoff.tools import book_callback as book_callback
from flows.handoff.tools import leave_message as leave_message

STATE = HANDOFF_STATE
