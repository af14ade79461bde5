"""Street addresses."""

from flows.capture.base import CaptureType
from spoken.address import AddressKind, read_address

ADDRESS = CaptureType(
    name="address",
    read=read_address,
    say=AddressKind().spoken,
    ask=(
        "What's the address, with the city and the zip code?",
        "Please say the number, the street, the city and the zip code.",
    ),
    read_back="I have {said}. Is that right?",
    other_ways={
        "spelling": "Please spell the name of the street for me, letter by letter.",
        "person": "I can't get the address right. Let me get somebody who can take it.",
    },
    missing={
        "number": "What's the number of the house?",
        "street": "What street is it in?",
        "city": "In which city?",
        "zip": "And the zip code?",
    },
    schema={
        "type": "string",
        "description": "Number, street, unit, city, state and zip, as far as the caller said them",
    },
)
"""Kept in one line: `12 Harbor Street, Apt 4B, Springfield, IL 62701`."""
