"""The half of the corpus that decides: it shares no sentence, habit, issuer or name with the tuned half."""

from benchmarks.redaction import speaking as say
from benchmarks.redaction.wording import Wording
from spoken.birth_date import say_year
from spoken.date import MONTHS
from spoken.words import listed, say_number


def _plain_date(rng):
    return (
        f"{MONTHS[rng.randint(1, 12)]} {say_number(rng.randint(1, 28))} {say_year(rng.randint(1925, 2012))}"
    )


def _dotted_date(rng):
    return f"{rng.randint(1, 12)}.{rng.randint(1, 28)}.{rng.randint(1925, 2012)}"


def _ordinal_date(rng):
    return f"{MONTHS[rng.randint(1, 12)].capitalize()} {rng.randint(4, 20)}th {rng.randint(1925, 2012)}"


def _digits_date(rng):
    return f"{rng.randint(1, 12):02d}{rng.randint(1, 28):02d}{rng.randint(1950, 2009)}"


_LINKS = (" ", ", ", " ", ".. ", " - ")
_FILLERS = listed("er | okay | next | and | then it's | uhm | now | minus | let me see | again", "|")

HELD_OUT = Wording(
    name="held-out",
    seed=77003,
    habits=(
        say.Habit(
            ("zero", "oh"), _FILLERS, _LINKS, ("oops",), say.mixed(say.one_by_one, say.counted, say.pairs)
        ),
        say.Habit(("zero",), _FILLERS, _LINKS, ("correction",), say.mixed(say.hundreds, say.repeated), 0.2),
        say.Habit(("oh",), _FILLERS, (" ", ", "), ("or rather",), say.mixed(say.thousands, say.one_by_one)),
        say.Habit(("nil", "zero"), _FILLERS, (" ",), ("sorry",), say.repeated, 0.25),
        say.Habit(("oh",), _FILLERS, (" ", "-", ", "), ("sorry",), say.figures, 0.05),
        say.Habit(("oh", "o"), _FILLERS, (" ", ". "), ("no",), say.mixed(say.figures, say.pairs), 0.1),
        say.Habit(
            ("zero", "oh"),
            _FILLERS,
            (" ",),
            ("make it", "no no", "sorry i mean"),
            say.mixed(say.one_by_one, say.repeated),
            0.1,
            0.12,
        ),
    ),
    group_sizes={
        "card": ((4, 4), (2, 4), (5, 3), (3, 4), (8, 8), (1, 1, 2)),
        "national_id": ((3, 2, 4), (1, 2), (3, 2, 2), (6, 3)),
        "phone": ((3, 3, 4), (3, 2), (4, 3), (6, 4)),
        "cvv": ((3,), (1,)),
        "card_expiry": ((2,), (4,)),
        "bank_account": ((4, 3), (2, 2), (6,)),
        "other": ((3, 2), (2,)),
    },
    issuers=(
        ("4147", 16),
        ("4833", 16),
        ("2500", 16),
        ("5425", 16),
        ("5218", 16),
        ("3742", 15),
        ("3600", 14),
        ("6011", 16),
        ("3566", 16),
        ("6250", 16),
        ("644", 16),
        ("41", 16),
        ("55", 16),
    ),
    sentences={
        "card": (
            "and which card is it? > the blue one, {card}",
            "[card] i'm ready for the card details > great, {card}",
            "i'm reading it off the front {card} got it",
            "the visa number would be {card}",
            "just charge {card} again like last month",
            "[email] what's your email? > no just take the card {card}",
            "[date] what day would you like? > friday and the card is {card}",
            "[birth_date] your date of birth? > {card}",
            "{card} that's my card",
            "here you go {card} exp {card_expiry} cvv {cvv}",
            "ok {card} and what do i get for that",
            "no no it's {card}",
            "[digits,phone] the booking code please > {card}",
        ),
        "cvv": (
            "what's the card verification value? the three digits on the back > {cvv}",
            "so the cvv would be {cvv} i guess",
            "security code {cvv} please",
            "and the three digit code on the back > yeah {cvv}",
            "the cvc code reads {cvv}",
        ),
        "card_expiry": (
            "what is the expiration date on the card? > it's {card_expiry} right",
            "the card expires {card_expiry}",
            "exp date {card_expiry}",
            "it's valid thru {card_expiry}",
        ),
        "national_id": (
            "what's the social security number of the account holder? > sure that's {national_id}",
            "i was told to give you my social security number {national_id}",
            "okay my social is {national_id} does that help",
            "your s s n please > {national_id}",
            "my daughter's social security number would be {national_id}",
            "my itin number is {itin}",
            "the last four of my social is {national_id4} i believe",
        ),
        "phone": (
            "[phone] may i have a contact number > you can use {phone}",
            "give me a call at {phone} when it's ready",
            "my mobile number is {phone}",
            "[phone,email] how should we contact you? > by phone on {phone}",
            "[phone] and which number do you want the text on? > the same, {phone}",
            "the phone number on the account is {phone}",
            "that's my work number {phone} not my home number",
            "please call back at {phone}",
        ),
        "email": (
            "[email] can i get an email for the receipt? > yes it is {email}",
            "my personal email is {email}",
            "the e mail address is {email}",
            "[email] what's the best email? > um {email} please",
            "could you send it to {email} today",
            "[email] let me get your email address > okay {email} did you get that",
        ),
        "birth_date": (
            "[birth_date] can i have your date of birth? > yes it is {birth_date} thanks",
            "my wife's date of birth is {birth_date}",
            "i was born {birth_date} in ohio",
            "what is your birthday? > it is {birth_date}",
            "her dob is {birth_date}",
        ),
        "person_name": (
            "[name] can i get your first and last name? > sure it's {person_name}",
            "the name is {person_name}",
            "[name] who's the appointment for? > for {person_name}",
            "hi there my name is {person_name} i have a question",
            "the account holder is {person_name}",
        ),
        "address": (
            "[address] what address should we send it to? > {address} thank you",
            "i live at {address} by the way",
            "my home address is {address}",
            "[address] and your address please > sure it's {address}",
            "the billing address is {address}",
        ),
        "bank_account": (
            "my bank account number is {bank_account} at chase",
            "the routing number would be {routing}",
            "what's the account number for the direct deposit? > {bank_account}",
            "please note my iban {iban}",
        ),
        "medical_record": (
            "the medical record number you need is {medical_record}",
            "my health plan id is {medical_record}",
            "do you have your member number? > it should be {medical_record}",
        ),
        "passport": (
            "passport number {passport}",
            "can you read me your passport number? > certainly {passport}",
        ),
        "licence": (
            "my driving license number is {licence}",
            "your driver's license number please > {licence}",
        ),
        "password": (
            "my account password is {password}",
            "the pin code is {pin}",
            "and your four digit pin? > {pin} i think",
            "okay the password was {password}",
        ),
        "ip_address": ("it resolves to {ip_address}", "our office ip address is {ip_address} i think"),
    },
    written={
        "card": ("card on file {card}", "ccnum: {card}", "acct={card}|lang=en", "({card})"),
        "cvv": ("CVC {cvv}", "cvv2={cvv}&ok=1"),
        "national_id": ("SSN {national_id} verified", "ssn: {national_id}, dob: n/a"),
        "phone": ("phone={phone}", "Fax {phone}", "contact: {phone}.", "sms to {phone} sent"),
        "email": ("email={email}", "Reply-To: {email}", "user {email} signed in", "({email})"),
        "ip_address": ("ip={ip_address} ok", "refused from {ip_address}"),
    },
    negatives=(
        "it's about {PRICE} dollars a month",
        "we'd like to come on {DAY} at {CLOCK}",
        "the order id is {ORDER}",
        "can you give me the invoice number? > it's {ORDER}",
        "i bought {COUNT} tickets for {PRICE} dollars",
        "[number] and how many bags? > {COUNT} bags",
        "[time] when would suit you? > any time after {CLOCK}",
        "[date] which day suits you best? > maybe {DAY}",
        "they quoted me ${PRICE}.99",
        "my appointment was at {CLOCK} and it's {CLOCK} now",
        "the confirmation code is {ORDER}",
        "we're open from {CLOCK} until {CLOCK}",
        "since {YEAR} i have had two jobs",
        "there's a store on main street right",
        "can i call you back",
        "what's your address",
        "is that a phone number or a fax",
        "i don't have my card with me",
        "my insurance has changed",
        "i'd like to change my password",
        "he lives with me",
        "that's the wrong name",
        "it's not my birthday",
        "zip {ZIP}",
        "i'm in seat {COUNT} on flight {FLIGHT}",
        "we drove {COUNT} miles in {COUNT} hours",
        "press {COUNT} for sales",
        "the tracking number is {TRACKING} from ups",
        "quantity {COUNT} at {PRICE} each",
        "the room is {COUNT} by {COUNT} feet",
        "my reference is {ORDER}",
        "one of the two was broken",
        "hold on one second please",
        "item number {ORDER} is out of stock",
    ),
    dialogues={
        "card": (
            "can you read me the card number? > sure it's",
            " > the card is",
            "[card] the card number please > ",
            " > ",
            "[email] what's your email? > ",
            "[phone] your number? > ",
        ),
        "national_id": ("and the social? > yes it's", " > so my social is"),
        "phone": ("[phone] what's the number? > it is", "[phone] your mobile please > "),
        "bank_account": ("your account number please > it's",),
        "email": ("[email] what email should i use? > ",),
    },
    between=("okay", "", "got that", "keep going", "yep"),
    pauses=("just a second", "um", "hold on a moment", "okay so"),
    first=listed("noah zoe rashid mei esther diego freya kofi anya marcus lena omar"),
    last=listed("bennett castillo dubois ferrari gupta horvath ibrahim jansen keller lopez novak osei"),
    hosts=(
        "gmail dot com",
        "icloud dot com",
        "gmx dot net",
        "blue river dash law dot com",
        "city hall dot gov",
        "mail dot co dot uk",
        "novak dot io",
        "ymail dot com",
    ),
    streets=(
        "washington street",
        "river road",
        "pine court",
        "east 5th avenue",
        "college drive",
        "eleventh street",
    ),
    cities=("houston texas", "orlando florida", "cleveland ohio", "salem oregon", "newark new jersey"),
    passwords=("Rosebud1941", "silver falcon", "x7-gate-12", "summer time"),
    dates=(_plain_date, _dotted_date, _ordinal_date, _digits_date),
)
