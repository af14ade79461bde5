"""Digits that are no private data: prices, times, quantities, orders. What says so stands here."""

from compliance.redaction.finding.runs import Run
from compliance.redaction.finding.said import Said
from spoken.words import listed

CUES = listed(
    """
    order number | order | order id | confirmation number | confirmation code | confirmation |
    reference number | reference | ticket number | ticket | tracking number | tracking | invoice number |
    invoice | booking number | booking | reservation number | reservation | case number | claim number |
    quote number | extension | ext | flight | flight number | room | gate | price | costs | cost | total |
    amount | balance | subtotal | charged | quantity | version | model | model number | serial number |
    part number | item number | product number | sku | page | chapter | exit | highway | route |
    interstate | bus | train | zip code | zip | postal code | area code is | how many | how much |
    what time | what day | what date | which day | years old | year | model year | weight | weighs |
    temperature | degrees | score | floor | po | purchase order | job number | work order |
    meter reading | mileage | odometer | miles | channel | seat | row | party of | table for |
    open until | open at | close at | closes at | opens at | store number | store | branch number | upc |
    barcode | isbn | error code | error | code red | promo code | discount code | coupon | coupon code |
    gift code | verification code | one time code | access code for the building | unit number
    """,
    "|",
)
"""What a number is called that may be kept."""

_UNITS = frozenset(
    listed("""
    dollars dollar bucks cents euros euro pounds percent am pm oclock o'clock minutes minute hours hour
    days day weeks week months month years people persons guests adults kids children items pieces units
    boxes miles feet inches ounces degrees rooms bedrooms bathrooms nights times copies tickets seats
    grams kilos gallons liters square mg ml acres stars points employees users widgets chairs pizzas
    tablets pills street avenue road drive lane boulevard court place way st ave rd dr ln blvd hundred
    thousand million billion grand k th
""")
)
_BEFORE = frozenset(listed("at until till around about by in since before for under over only between"))
_MONTHS = frozenset(
    listed("""
    january february march april may june july august september october november december jan feb mar apr
    jun jul aug sep sept oct nov dec monday tuesday wednesday thursday friday saturday sunday
""")
)
_MOST = 7
"""Digits up to which a unit beside them says what they count."""

ASKED_MOST = {"time": 4, "moment": 8, "date": 8, "number": 6, "birth_date": 8, "yes_no": 2, "choice": 4}
"""Kinds of questions that digits answer harmlessly → how many digits at most."""


def counted(said: Said, run: Run, *, expected: bool = False) -> bool:
    """Whether a unit, a sign of currency or a month beside the digits says what they count.

    `expected`: a number is being told, so that "by" and a point inside say nothing.
    """
    if run.first in said.explained:
        return True
    if len(run.digits) > _MOST:
        return False
    words = said.words
    before = words[run.first - 1].text if run.first else ""
    after = words[run.last] if run.last < len(words) else None
    sign = words[run.first].gap[-1:]
    if sign in "$€£¥#" and sign:
        return True
    if after and (after.text in _UNITS or after.text in _MONTHS or after.gap[:1] in ("%", "°")):
        return True
    if said.text[run.end : run.end + 1] in ("%", "°", "€", "$"):
        return True
    if before in _MONTHS:
        return True
    return not expected and ((before in _BEFORE and len(run.digits) <= 4) or _clock(run))


def _clock(run: Run) -> bool:
    """A time, a date or a price written with its signs."""
    signs = [item.gap for item in run.items[1:]]
    return bool(signs) and len(run.digits) <= _MOST + 1 and any(sign in (":", "/", ".") for sign in signs)
