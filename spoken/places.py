"""Words of addresses in the United States: states, kinds of streets, directions."""

from spoken.words import listed

_STATES = """
    alabama AL | alaska AK | arizona AZ | arkansas AR | california CA | colorado CO | connecticut CT |
    delaware DE | florida FL | georgia GA | hawaii HI | idaho ID | illinois IL | indiana IN | iowa IA |
    kansas KS | kentucky KY | louisiana LA | maine ME | maryland MD | massachusetts MA | michigan MI |
    minnesota MN | mississippi MS |
    missouri MO | montana MT | nebraska NE | nevada NV | new hampshire NH | new jersey NJ | new mexico NM |
    new york NY | north carolina NC | north dakota ND | ohio OH | oklahoma OK | oregon OR | pennsylvania PA |
    rhode island RI | south carolina SC | south dakota SD | tennessee TN | texas TX | utah UT | vermont VT |
    virginia VA | washington WA | west virginia WV | wisconsin WI | wyoming WY | district of columbia DC
"""
STATES = {tuple(row.split()[:-1]): row.split()[-1] for row in listed(_STATES, "|")}
"""The words of a state's name → its two letters."""

STATE_NAMES = {code: " ".join(words) for words, code in STATES.items()}
"""Two letters → the name in small letters."""

_SUFFIXES = """
    street st | avenue ave av | road rd | drive dr | lane ln | boulevard blvd | court ct | place pl | way |
    circle cir | terrace ter | parkway pkwy | highway hwy | square sq | trail trl | alley aly | plaza plz |
    loop | row | crescent | turnpike | expressway | pike | path | walk
"""
SUFFIXES = {short: row.split()[0] for row in listed(_SUFFIXES, "|") for short in row.split()}
"""A kind of street, long or short → its full name."""

NO_SUFFIX = ("broadway",)
"""Streets that have no kind."""

DIRECTIONS = {
    "n": "north",
    "s": "south",
    "e": "east",
    "w": "west",
    "ne": "northeast",
    "nw": "northwest",
    "se": "southeast",
    "sw": "southwest",
} | {word: word for word in listed("north south east west northeast northwest southeast southwest")}
"""A direction, long or short → its full name."""

UNITS = {
    "apartment": "Apt",
    "apt": "Apt",
    "unit": "Unit",
    "suite": "Suite",
    "ste": "Suite",
    "floor": "Floor",
    "room": "Room",
}
"""A kind of unit inside a building → how it is written."""
