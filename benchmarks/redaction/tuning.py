"""The half of the corpus on which the finders are tuned."""

from benchmarks.redaction import speaking as say
from benchmarks.redaction.wording import Wording
from spoken.birth_date import say_year
from spoken.date import MONTHS
from spoken.words import listed, say_number, say_ordinal


def _said_date(rng):
    return (
        f"{MONTHS[rng.randint(1, 12)]} {say_ordinal(rng.randint(1, 28))} {say_year(rng.randint(1935, 2008))}"
    )


def _numbers_date(rng):
    month, day = say_number(rng.randint(1, 12)), say_number(rng.randint(1, 28))
    return f"{month} {day} {say_year(rng.randint(1935, 1999))}"


def _slashed_date(rng):
    return f"{rng.randint(1, 12)}/{rng.randint(1, 28)}/{rng.randint(1935, 2008)}"


_LINKS = (" ", " ", ", ", " ")
_FILLERS = listed("uh um and then dash er")

TUNING = Wording(
    name="tuning",
    seed=11,
    habits=(
        say.Habit(("zero", "oh"), _FILLERS, _LINKS, ("no sorry", "sorry"), say.one_by_one),
        say.Habit(("zero",), _FILLERS, _LINKS, ("no wait",), say.repeated),
        say.Habit(("oh",), _FILLERS, _LINKS, ("i mean",), say.pairs),
        say.Habit(("oh", "zero"), _FILLERS, _LINKS, ("no",), say.hundreds),
        say.Habit(
            ("oh",), _FILLERS, (" ",), ("no sorry",), say.mixed(say.one_by_one, say.pairs, say.figures)
        ),
        say.Habit(("zero",), _FILLERS, (" ", "-", " "), ("sorry",), say.figures, 0.0),
        say.Habit(
            ("zero", "oh"), _FILLERS, _LINKS, ("no sorry", "sorry", "i mean"), say.one_by_one, 0.1, 0.12
        ),
    ),
    group_sizes={
        "card": ((4,), (4, 6, 5), (2,), (1,), (16,), (3, 3, 4)),
        "national_id": ((3, 2, 4), (9,), (3,)),
        "phone": ((3, 3, 4), (10,), (3, 3, 2, 2)),
        "cvv": ((4,), (1,)),
        "card_expiry": ((2, 2),),
        "bank_account": ((4,), (3,), (17,)),
        "other": ((4,), (3,)),
    },
    issuers=(
        ("4111", 16),
        ("4242", 16),
        ("5555", 16),
        ("5105", 16),
        ("37", 15),
        ("6011", 16),
        ("4", 16),
        ("52", 16),
    ),
    sentences={
        "card": (
            "what's your card number? > it's {card}",
            "[card] could you read me the card number please? > sure {card}",
            "my card number is {card}",
            "yeah so the card is {card} can you put the two hundred on that",
            "{card}",
            "[phone] what's your phone number? > {card}",
            "[digits] what's the order number? > {card}",
            "okay here it is {card} thanks",
            "charge it to my visa {card} please",
            "it's {card} expires {card_expiry} and the security code is {cvv}",
            "i think you should use {card} for the deposit",
        ),
        "cvv": (
            "and the security code? > {cvv}",
            "the cvv is {cvv}",
            "my security code is {cvv}",
            "what are the three digits on the back? > it's {cvv}",
            "the three digits on the back are {cvv}",
            "it says {cvv} on the back of the card",
        ),
        "card_expiry": (
            "what's the expiration date? > {card_expiry}",
            "it expires {card_expiry}",
            "when does it expire? > that would be {card_expiry}",
            "expiration is {card_expiry}",
        ),
        "national_id": (
            "my social security number is {national_id}",
            "what's your social? > {national_id}",
            "my social is {national_id} okay",
            "can you verify your social security number? > yes it's {national_id}",
            "ssn {national_id}",
            "the last four of my social are {national_id4}",
        ),
        "phone": (
            "[phone] what's the best number to reach you? > it's {phone}",
            "you can call me at {phone}",
            "my phone number is {phone}",
            "[phone] and your number? > {phone}",
            "{phone}",
            "my cell is {phone} and i'm usually home",
            "call me back at {phone} after five",
        ),
        "email": (
            "[email] what's your email? > it's {email}",
            "my email is {email}",
            "my email address is {email} thanks",
            "[email] and an email address? > {email}",
            "send it to {email} please",
            "you can email me at {email}",
        ),
        "birth_date": (
            "[birth_date] what's your date of birth? > {birth_date}",
            "i was born on {birth_date}",
            "my date of birth is {birth_date}",
            "my birthday is {birth_date}",
            "and your date of birth? > it's {birth_date}",
        ),
        "person_name": (
            "[name] may i have your name? > {person_name}",
            "my name is {person_name}",
            "hi my name is {person_name} and i'd like an appointment",
            "[name] who am i speaking with? > this is {person_name}",
            "this is {person_name} calling about my bill",
            "the patient's name is {person_name}",
        ),
        "address": (
            "[address] what's your address? > {address}",
            "i live at {address}",
            "my address is {address}",
            "[address] where should we come? > it's {address} thanks",
            "our home address is {address}",
        ),
        "bank_account": (
            "my account number is {bank_account}",
            "the routing number is {routing} and the account number is {bank_account}",
            "what's your routing number? > {routing}",
            "my iban is {iban}",
        ),
        "medical_record": (
            "my medical record number is {medical_record}",
            "what's your member id? > it's {medical_record}",
            "the patient id is {medical_record}",
        ),
        "passport": (
            "my passport number is {passport}",
            "what's your passport number? > {passport}",
        ),
        "licence": (
            "my driver's license number is {licence}",
            "what's your driver's license number? > it's {licence}",
        ),
        "password": (
            "my password is {password}",
            "my pin is {pin}",
            "what's your pin? > {pin}",
            "the passcode is {pin}",
        ),
        "ip_address": (
            "the ip address is {ip_address}",
            "our server is at {ip_address}",
            "{ip_address} is down",
        ),
    },
    written={
        "card": ("Card: {card}", "please charge {card} today", '"card_number": "{card}"', "PAN={card};"),
        "cvv": ("CVV: {cvv}", "card {card} exp {card_expiry} cvv {cvv}"),
        "national_id": ("SSN: {national_id}", "social security {national_id}", "{national_id}"),
        "phone": ("Phone: {phone}", "call {phone}", "tel:{phone}", "{phone}"),
        "email": ("Email: {email}", "{email}", "From: Bob <{email}>", "write to {email}."),
        "ip_address": ("client {ip_address} connected",),
    },
    negatives=(
        "it costs {PRICE} dollars",
        "that was ${PRICE}.50 last time",
        "i'd like to come at {CLOCK}",
        "how about {CLOCK} on {DAY}",
        "my order number is {ORDER}",
        "what's your order number? > {ORDER}",
        "i need {COUNT} of them",
        "there will be {COUNT} people",
        "[number] how many guests? > {COUNT}",
        "[date] what day works for you? > {DAY}",
        "[time] what time? > {CLOCK}",
        "the store at {COUNT} main street closes at {CLOCK}",
        "please dial four one one",
        "i bought it in {YEAR}",
        "the reference number is {ORDER}",
        "my confirmation number is {ORDER} i think",
        "it was {PRICE} percent more",
        "i live close by",
        "my password is not working",
        "this is about my appointment",
        "i'm calling to cancel",
        "yes that's right",
        "is your office on fifth avenue",
        "my card was declined",
        "my phone is broken",
        "the zip code is {ZIP}",
        "flight {FLIGHT} on {DAY}",
        "i have {COUNT} kids and a dog",
        "my email is not working",
        "do you take visa or mastercard",
        "the tracking number is {TRACKING}",
        "extension {COUNT}",
    ),
    dialogues={
        "card": (
            "what's your card number? > it's",
            " > my card number is",
            "[card] card number please > ",
            " > ",
            "[phone] what's your phone number? > ",
        ),
        "national_id": ("what's your social? > ", " > my social is"),
        "phone": ("[phone] what's your number? > ", "[phone] phone number please > it's"),
        "bank_account": ("what's your account number? > ",),
        "email": ("[email] what's your email? > ",),
    },
    between=("go on", "", "okay", "uh huh", ""),
    pauses=("hold on", "uh let me see", "okay"),
    first=listed("john mary james linda robert susan michael karen david nancy"),
    last=listed("smith jones brown miller davis wilson taylor moore clark lewis"),
    hosts=(
        "gmail dot com",
        "yahoo dot com",
        "hotmail dot com",
        "example dot org",
        "outlook dot com",
        "aol dot com",
    ),
    streets=("main street", "oak avenue", "elm street", "maple drive", "fifth avenue", "harbor road"),
    cities=(
        "springfield illinois",
        "boston massachusetts",
        "austin texas",
        "portland oregon",
        "albany new york",
    ),
    passwords=("blue horse seven", "sunshine 99", "orange tree", "Tiger42!"),
    dates=(_said_date, _numbers_date, _slashed_date),
)
