"""Still more to tune on."""

from benchmarks.redaction import speaking as say
from benchmarks.redaction.wording import Wording
from spoken.birth_date import say_year
from spoken.date import MONTHS
from spoken.words import listed, say_number, say_ordinal


def _spoken_date(rng):
    day, year = say_ordinal(rng.randint(1, 28)), rng.randint(1928, 2011)
    return f"{MONTHS[rng.randint(1, 12)]} the {day}, {say_year(year)}"


def _short_date(rng):
    return f"{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}-{rng.randint(50, 99)}"


def _figures_date(rng):
    return f"{rng.randint(1, 28)} {MONTHS[rng.randint(1, 12)].capitalize()} {rng.randint(1928, 2011)}"


def _three_numbers_date(rng):
    return " ".join(say_number(rng.randint(*limits)) for limits in ((1, 12), (11, 28), (41, 99)))


_LINKS = (" ", " ... ", ", ", "; ", " ")
_FILLERS = listed("like | so | mm | and then | comma | ah | space | after that | well", "|")

THIRD = Wording(
    name="tuning, third",
    seed=4021,
    habits=(
        say.Habit(("oh", "zero", "o"), _FILLERS, _LINKS, ("rather",), say.mixed(say.repeated, say.pairs)),
        say.Habit(("zero",), _FILLERS, _LINKS, ("my mistake",), say.mixed(say.counted, say.one_by_one)),
        say.Habit(("oh",), _FILLERS, _LINKS, ("excuse me",), say.mixed(say.thousands, say.hundreds), 0.05),
        say.Habit(("naught",), _FILLERS, (" ",), ("sorry",), say.one_by_one, 0.3),
        say.Habit(("oh",), _FILLERS, (" ", "  ", " -"), ("sorry",), say.figures, 0.1),
        say.Habit(("zero", "oh"), _FILLERS, (", ",), ("no",), say.mixed(say.figures, say.repeated), 0.1),
        say.Habit(
            ("oh",),
            _FILLERS,
            (" ",),
            ("hold on", "i meant", "not that"),
            say.mixed(say.one_by_one, say.figures),
            0.15,
            0.12,
        ),
    ),
    group_sizes={
        "card": ((2, 3), (4, 2, 2), (1, 3), (6, 4), (3, 2), (7, 4)),
        "national_id": ((2,), (3, 2, 1), (4, 5), (3, 6)),
        "phone": ((3, 1, 2, 4), (3, 4, 3), (5,), (4,)),
        "cvv": ((1, 2), (4,)),
        "card_expiry": ((2, 1), (4,)),
        "bank_account": ((3, 3, 2), (4, 2), (2, 1)),
        "other": ((3, 1), (1,)),
    },
    issuers=(
        ("4716", 16),
        ("4485", 16),
        ("2345", 16),
        ("53", 16),
        ("51", 16),
        ("3782", 15),
        ("38", 14),
        ("6011", 16),
        ("3589", 16),
        ("6221", 16),
        ("649", 16),
        ("49", 16),
        ("4000", 16),
    ),
    sentences={
        "card": (
            "how would you like to pay today? > by card, the number reads {card}",
            "[card] ready for your card number whenever you are > got it right here, {card}",
            "use this one instead {card} and delete the old one",
            "i've got a discover card number {card} does that work",
            "my wife's card is {card}",
            "[name] who am i speaking with? > {card}",
            "[number] how many tickets? > {card}",
            "[yes_no] is that okay? > yes and bill it to {card} please",
            "the digits are {card}",
            "{card}, valid through {card_expiry}, code on the back {cvv}",
            "do you want me to repeat it, {card}",
            "hello yes {card} thank you bye",
            "[phone] a phone number for the driver? > oh wait do you need the card as well it's {card}",
        ),
        "cvv": (
            "could i get the three digit security code > of course {cvv}",
            "and the cvc please > that's {cvv}",
            "cvv number {cvv} i think",
            "the code on the back is a bit worn but it's {cvv}",
            "what are the digits on the back of the card? > {cvv} yes",
            "the little security code is {cvv}",
        ),
        "card_expiry": (
            "and when's the expiration? > {card_expiry}",
            "expiring {card_expiry}",
            "could you tell me the expiry date on it > looks like {card_expiry}",
            "the card's expiration date is {card_expiry} okay",
        ),
        "national_id": (
            "to pull up your file i'll need your social > {national_id}",
            "my husband's social security number is {national_id}",
            "the ssn on my tax form is {national_id} if you need it",
            "it's {national_id}, my social that is",
            "is it okay if i give you my social, {national_id}",
            "our social security number please? > umm {national_id} there you go",
            "my taxpayer id is {itin}",
            "and just the last four of your social? > {national_id4}",
        ),
        "phone": (
            "[phone] and a mobile in case the driver needs it? > uh huh {phone}",
            "you'd reach me on {phone}",
            "my landline is {phone} and it has no voicemail",
            "is {phone} still the number you have on file",
            "[phone] could you repeat that number? > {phone} like i said",
            "best number is {phone} any time",
            "ring my office {phone} if nobody answers",
            "what number are you calling from? > {phone}",
        ),
        "email": (
            "[email] which address should the receipt go to? > please send it to {email}",
            "you should have {email} on file as my email",
            "[email] and your email is? > so it's {email} okay",
            "my work email is {email}",
            "contact me via {email} instead",
            "we changed our e mail to {email} last month",
            "could you email the forms? > sure, {email}",
        ),
        "birth_date": (
            "[birth_date] for security what's your birth date? > {birth_date} sir",
            "my son was born {birth_date}",
            "patient's d o b {birth_date}",
            "to verify, my birthday is {birth_date}",
            "what's the date of birth on the account? > i think {birth_date}",
        ),
        "person_name": (
            "[name] and the name for the booking? > {person_name}",
            "yes hello my name's {person_name}",
            "[name] could you tell me your full name > yes my name is {person_name} thanks",
            "her name is {person_name} and she is ten",
            "the cardholder name is {person_name}",
            "good morning, this is {person_name} here",
        ),
        "address": (
            "[address] what is the service address? > we are at {address} please",
            "our mailing address is {address}",
            "could you send the technician out, i live at {address}",
            "what's your home address? > okay {address}",
            "deliver it to {address}",
        ),
        "bank_account": (
            "debit my savings account number {bank_account}",
            "the aba number is {routing}",
            "i'll need your bank account number > {bank_account}",
            "can you use iban {iban} for the refund",
            "bank account is {bank_account} with routing code {routing}",
        ),
        "medical_record": (
            "the hospital number is {medical_record}",
            "my insurance id is {medical_record} with blue cross",
            "may i have the patient id? > yes {medical_record}",
        ),
        "passport": ("my travel document number is {passport}", "what does your passport say? > {passport}"),
        "licence": (
            "driving licence number {licence}",
            "and your driver's licence number? > {licence} from ohio",
        ),
        "password": (
            "the passcode to get in is {pin}",
            "my voicemail password is {password}",
            "tell me your four digit pin please > {pin}",
            "pin {pin}",
        ),
        "ip_address": ("my ip is {ip_address}", "can you whitelist {ip_address} for us"),
    },
    written={
        "card": (
            "refund to card {card} (visa)",
            "'{card}'",
            "card={card}, amount=12.50",
            "Customer said: {card}.",
        ),
        "cvv": ("cvc2: {cvv}", "cvv={cvv}"),
        "national_id": ("Social Security Number {national_id}", "employee {national_id} hired"),
        "phone": ("Mobile: {phone}", "from {phone} to desk", '"phone": "{phone}"', "call or text {phone}!"),
        "email": ("to: {email};", "[{email}]", "contact {email} or call", "login {email} failed"),
        "ip_address": ("remote_addr={ip_address}", "peer {ip_address}:5060"),
    },
    negatives=(
        "we paid {PRICE} dollars for {COUNT} chairs",
        "let's make it {DAY} around {CLOCK}",
        "is {CLOCK} still free",
        "po number {ORDER} was never shipped",
        "what's the ticket number? > {ORDER}",
        "we are {COUNT} adults and two kids",
        "[number] how many nights? > {COUNT} nights",
        "[date] which date? > {DAY}",
        "[time] and at what time? > {CLOCK} if possible",
        "[choice] morning or afternoon? > the morning one",
        "[yes_no] shall i book it? > yes one hundred percent",
        "the branch at {COUNT} king street is closed",
        "i dialed zero for an operator",
        "it was built in {YEAR}",
        "{CLOCK} or {CLOCK} both work",
        "my reservation number is {ORDER} under a different name",
        "the part number is {ORDER}",
        "about {COUNT} miles from here",
        "my card got stolen last night",
        "i can't remember my social security number",
        "what is your email policy",
        "did you get my email",
        "who's your manager",
        "i live around the corner",
        "this is ridiculous",
        "my account is locked",
        "your number was busy",
        "he was born blind",
        "i lost my passport in spain",
        "my driver's license expired",
        "can i update my address",
        "zip code {ZIP} please",
        "gate {COUNT} flight {FLIGHT}",
        "i've been a customer since {YEAR}",
        "your website said ${PRICE} not ${PRICE}",
        "the score was {COUNT} to {COUNT}",
        "press one to continue",
        "my son is {COUNT} years old",
        "tracking {TRACKING} says delivered",
        "my phone died twice",
        "do you mean the one on fifth street",
        "the serial number is {ORDER}",
    ),
    dialogues={
        "card": (
            "may i have the card number? > yes one moment it's",
            " > i'd like to use my visa card",
            "[card] whenever you're ready > ",
            " > ",
            "[name] your name please? > ",
            "[number] how many? > um",
        ),
        "national_id": ("what is your social security number? > it is", " > sure my social is"),
        "phone": ("[phone] what number can we call? > it's", "[phone] best phone number? > "),
        "bank_account": ("what's the bank account number? > ",),
        "email": ("[email] where should i send it? > ",),
    },
    between=("right", "", "got it, next?", "i'm listening", "and the rest?"),
    pauses=("hang on", "uh", "let me check", "wait"),
    first=listed("carlos hannah mohammed yuki siobhan pavel renee tyrone gudrun ahmed lucia ebony"),
    last=listed("delgado fitzgerald khan petrov tanaka moreau washington schmidt silva andersen cohen mbeki"),
    hosts=(
        "live dot com",
        "me dot com",
        "msn dot com",
        "green valley dental dot com",
        "uni dot ac dot uk",
        "smith and sons dot biz",
        "web dot de",
        "fastmail dot com",
    ),
    streets=(
        "mulberry street",
        "old mill road",
        "lincoln avenue",
        "west 42nd street",
        "cherry tree lane",
        "third avenue",
    ),
    cities=(
        "phoenix arizona",
        "tampa florida",
        "richmond virginia",
        "madison wisconsin",
        "brooklyn new york",
    ),
    passwords=("Hunter2", "open sesame", "purple-monkey-9", "letmein 2020"),
    dates=(_spoken_date, _short_date, _figures_date, _three_numbers_date),
)
