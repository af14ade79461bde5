"""More to tune on: other sentences, habits, issuers and names."""

from benchmarks.redaction import speaking as say
from benchmarks.redaction.wording import Wording
from spoken.birth_date import say_year
from spoken.date import MONTHS
from spoken.words import listed, say_number, say_ordinal


def _of_date(rng):
    day, month = say_ordinal(rng.randint(1, 28)), MONTHS[rng.randint(1, 12)]
    return f"the {day} of {month} {say_year(rng.randint(1930, 2010))}"


def _year_first(rng):
    return f"{rng.randint(1935, 2008)}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}"


def _comma_date(rng):
    return f"{MONTHS[rng.randint(1, 12)].capitalize()} {rng.randint(1, 28)}, {rng.randint(1930, 2010)}"


def _oh_date(rng):
    month, year = rng.randint(1, 9), rng.randint(50, 99)
    return f"oh {say_number(month)} {say_number(rng.randint(10, 28))} {say_number(year)}"


_LINKS = (" ", ", ", "... ", " ")
_FILLERS = listed("hmm | then | okay | erm | hyphen | next is | and uh | followed by", "|")

MORE = Wording(
    name="tuning, second",
    seed=97,
    habits=(
        say.Habit(("oh", "zero"), _FILLERS, _LINKS, ("wait no",), say.mixed(say.one_by_one, say.repeated)),
        say.Habit(("zero",), _FILLERS, _LINKS, ("correction",), say.counted),
        say.Habit(("oh",), _FILLERS, _LINKS, ("make that",), say.mixed(say.pairs, say.thousands)),
        say.Habit(("nought", "oh"), _FILLERS, _LINKS, ("oops",), say.mixed(say.hundreds, say.one_by_one)),
        say.Habit(("oh",), _FILLERS, (". ", ", "), ("sorry",), say.figures, 0.15),
        say.Habit(("zero",), ("-",), (" - ", "-", "."), ("no",), say.figures, 0.0),
        say.Habit(
            ("oh",), _FILLERS, (" ",), ("actually", "no i mean"), say.mixed(say.pairs, say.figures), 0.1, 0.1
        ),
    ),
    group_sizes={
        "card": ((4, 4, 4, 4), (2, 2, 4, 4, 4), (8,), (5, 5, 6), (4, 2), (3,)),
        "national_id": ((3, 2, 2, 2), (3, 3, 3), (1,), (5, 4)),
        "phone": ((3, 7), (1,), (3, 3, 1), (2,)),
        "cvv": ((3,), (2, 1)),
        "card_expiry": ((2,), (1, 1, 2)),
        "bank_account": ((2,), (5,), (1,)),
        "other": ((2,), (5,)),
    },
    issuers=(
        ("4539", 16),
        ("2221", 16),
        ("2720", 16),
        ("34", 15),
        ("36", 14),
        ("65", 16),
        ("3530", 16),
        ("54", 16),
        ("62", 16),
        ("4024", 16),
        ("400", 16),
    ),
    sentences={
        "card": (
            "which card would you like to use? > the one that starts with um {card}",
            "[card] go ahead with the long number > alright {card} did you get that",
            "i'd like to pay with my mastercard, {card}",
            "can i give you the card number now, {card}",
            "you have the wrong one on file it should be {card}",
            "[time] what time works? > actually let me pay first {card}",
            "[digits] please tell me your account code > {card}",
            "[address] where do you live? > {card}",
            "the number's {card}, expiry {card_expiry}, cvc {cvv}",
            "{card}, {card_expiry_plain}, {cvv_plain}",
            "well {card} is what it says on the front",
        ),
        "cvv": (
            "please tell me the code on the back of your card > um {cvv}",
            "cvc {cvv}",
            "and the verification value on the back is {cvv}",
            "what is the cvv? > i believe it's {cvv} yeah",
            "{cvv} is the security code",
            "my amex has four digits on the front {cvv}",
        ),
        "card_expiry": (
            "and the expiry? > {card_expiry} i believe",
            "it's good through {card_expiry}",
            "exp {card_expiry}",
            "valid until {card_expiry} it says",
        ),
        "national_id": (
            "i need your social security number for that > okay so {national_id}",
            "sure my ssn's {national_id}".replace("ssn's", "ssn is"),
            "{national_id} is my social",
            "for taxes my itin is {itin}",
            "please confirm the last four digits of your social > {national_id4}",
            "the social for my wife is {national_id}",
        ),
        "phone": (
            "[phone] in case we get cut off, how can i reach you? > um {phone} is my mobile",
            "text me at {phone} would you",
            "my number's changed, it's {phone} now".replace("number's changed, it's", "new phone number is"),
            "[phone,name] name and number please > the number is {phone}",
            "the callback number should be {phone}",
            "could you try my husband at {phone}",
        ),
        "email": (
            "[email] where can we send the confirmation? > {email} all lower case",
            "please use {email} for the invoice",
            "the email on file should be {email}",
            "[email] email? > yeah that's {email}",
            "mine is {email}",
            "i never got it, my e mail is {email} right",
        ),
        "birth_date": (
            "[birth_date] and when were you born? > on {birth_date} in chicago",
            "dob {birth_date}",
            "her birth date is {birth_date}",
            "{birth_date} is my date of birth",
            "can you tell me your birthday please > sure {birth_date}",
        ),
        "person_name": (
            "[name] what name should i put it under? > put it under {person_name} please",
            "my full name is {person_name}",
            "hello {person_name} speaking".replace("hello", "hello this is"),
            "[name] your name? > uh {person_name}",
            "the name on the account is {person_name}",
            "could i get your full name please > of course it's {person_name}",
        ),
        "address": (
            "[address] and the street address? > yes {address}",
            "we live at {address} next to the school".replace(" next to the school", ""),
            "please ship it to {address}",
            "my new address is {address} and my phone is broken",
            "what's your billing address? > {address}",
        ),
        "bank_account": (
            "put it in my checking account {bank_account}",
            "routing {routing} account number {bank_account} please",
            "could you give me the account number > {bank_account} that's it",
            "here is my iban {iban}",
        ),
        "medical_record": (
            "my mrn is {medical_record}",
            "can i have your insurance member id? > {medical_record} i think",
            "chart number {medical_record} if that helps",
        ),
        "passport": (
            "passport {passport} issued in may",
            "may i have your passport number > sure {passport}",
        ),
        "licence": ("my license number is {licence}", "driver license number please > {licence}"),
        "password": (
            "the password for it is {password}".replace(" for it", ""),
            "my pin number is {pin} okay",
            "please enter or say your pin > {pin}",
            "use the passcode {pin}",
        ),
        "ip_address": ("i connect from {ip_address} at home", "ping {ip_address} fails"),
    },
    written={
        "card": (
            "paid with {card} on file",
            "<card>{card}</card>",
            "number: {card}, name: Jo",
            "cc={card}&x=1",
        ),
        "cvv": ("security code {cvv}", "{card} {card_expiry_plain} {cvv_plain}"),
        "national_id": ("tax id {national_id} on the W-2", "ssn={national_id}"),
        "phone": ("Tel. {phone}", "reached at {phone} (mobile)", "to={phone}"),
        "email": ("cc {email}, thanks", "mailto:{email}", '"{email}"', "user={email}&a=1"),
        "ip_address": ("GET / from {ip_address} 200",),
    },
    negatives=(
        "the total came to {PRICE} euros",
        "around {CLOCK} would be perfect",
        "could we say {DAY} at {CLOCK}",
        "invoice {ORDER} is still open",
        "can i have the booking reference? > {ORDER}",
        "a table for {COUNT} please",
        "it took {COUNT} days to arrive",
        "[number] for how many people? > just {COUNT}",
        "[moment] when should we come? > {DAY} at {CLOCK}",
        "how far is the shop at {COUNT} market street",
        "i called nine one one yesterday",
        "we moved here back in {YEAR}",
        "ticket {ORDER} please",
        "my case number is {ORDER}",
        "it's a {YEAR} honda civic",
        "we live in a small house",
        "my pin doesn't work anymore",
        "it's urgent please hurry",
        "i'm looking for a new dentist",
        "no that's not what i said",
        "do you deliver to the twenty second floor",
        "my credit card expired",
        "can i use my phone to pay",
        "our postal code is {ZIP}",
        "we're on flight {FLIGHT} landing at {CLOCK}",
        "that's {COUNT} boxes at {PRICE} dollars each",
        "i forgot my password",
        "is american express okay",
        "the package has tracking number {TRACKING}",
        "room {COUNT} please",
        "the meter reading is {ORDER}",
        "i waited {COUNT} minutes on the line",
        "version {COUNT} point {COUNT} of the app",
        "at first i saw it at walmart dot com",
        "can you meet me at the corner of fifth and main",
        "the model number is {ORDER}",
    ),
    dialogues={
        "card": (
            "go ahead with the card number > okay",
            " > i want to pay with",
            "[card] the card number? > sure",
            " > so",
            "[digits] your code please? > ",
            "[time] what time? > hang on",
        ),
        "national_id": ("your social security number please > okay", " > my social security number is"),
        "phone": ("[phone] how can we reach you? > sure", "[phone] a callback number? > "),
        "bank_account": ("the account number please > sure",),
        "email": ("[email] what's a good email? > ",),
    },
    between=("mhm", "", "please continue", "okay and then?", "yes?"),
    pauses=("one second", "um sorry", "wait let me look"),
    first=listed("priya wei olga fatima jorge ingrid kwame tomasz aisha bjorn chloe dmitri"),
    last=listed("okafor nguyen garcia kowalski haddad johansson rossi banerjee murphy yamamoto"),
    hosts=(
        "icloud dot com",
        "protonmail dot com",
        "comcast dot net",
        "acme dash tools dot co dot uk",
        "my company dot io",
        "state dot edu",
        "verizon dot net",
    ),
    streets=(
        "sunset boulevard",
        "hickory lane",
        "park place",
        "king court",
        "north lake way",
        "second street",
    ),
    cities=("denver colorado", "miami florida", "seattle washington", "columbus ohio", "reno nevada"),
    passwords=("correct horse battery", "Winter-2024", "my dog rex", "qwerty12"),
    dates=(_of_date, _year_first, _comma_date, _oh_date),
)
