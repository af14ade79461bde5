"""Names of people."""

from flows.capture.base import CaptureType
from spoken.person_name import read_name, say_name_spelled

NAME = CaptureType(
    name="name",
    read=read_name,
    say=say_name_spelled,
    ask=("What's your name?", "Please say your first and your last name."),
    other_ways={
        "spelling": "Please spell your last name for me, letter by letter.",
        "person": "I can't get the name right. Let me get somebody who can take it.",
    },
    reasons={"nothing": "Sorry, I didn't get the name.", "unclear": "Sorry, which part was wrong?"},
    schema={"type": "string", "description": "The person's name; letters if it was spelled"},
)
"""Kept as it is written: `Mary Ann O'Brien`."""
