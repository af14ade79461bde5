"""Values for the slots of sentences, spoken and written."""

import random

from benchmarks.redaction import numbers, speaking
from benchmarks.redaction.wording import Wording
from spoken.date import MONTHS
from spoken.words import say_number

ENTITY_OF = {
    "national_id4": "national_id",
    "itin": "national_id",
    "routing": "bank_account",
    "iban": "bank_account",
    "pin": "password",
    "card_expiry_plain": "card_expiry",
    "cvv_plain": "cvv",
}
"""Slots that are special forms of an entity."""

_PATTERNS = ("####-####-####-####", "################", "#### #### #### ####")


class Values:
    """Makes values in the manner of one half of the corpus."""

    def __init__(self, wording: Wording, rng: random.Random):
        self._wording, self._rng = wording, rng

    def spoken(self, slot: str) -> str:
        """A value as it is said."""
        rng = self._rng
        if slot.isupper():
            return self._harmless(slot)
        if digits := self._digits(slot):
            return speaking.joined(*self._said(slot, digits))
        return getattr(self, f"_{slot}")(rng)

    def parts(self, slot: str, pieces: int) -> list[str]:
        """The digits of a value, said in so many pieces."""
        groups, _, habit = self._said(slot, self._digits(slot))
        size = max(1, -(-len(groups) // pieces))
        return [
            speaking.joined(groups[at : at + size], self._rng, habit) for at in range(0, len(groups), size)
        ]

    def written(self, slot: str) -> str:
        """A value as it is written."""
        rng, digits = self._rng, self._digits(slot)
        if slot == "card" and len(digits) == 16:
            return _patterned(rng.choice(_PATTERNS), digits)
        if slot == "national_id":
            return _patterned("###-##-####", digits)
        if slot == "phone":
            return _patterned(
                rng.choice(
                    ("(###) ###-####", "###-###-####", "+1##########", "+1 ### ### ####", "###.###.####")
                ),
                digits,
            )
        if slot.startswith("card_expiry"):
            return f"{rng.randint(1, 12):02d}/{rng.randint(26, 35)}"
        if slot == "email":
            return self._written_email(rng)
        return digits or self.spoken(slot)

    def _said(self, slot: str, digits: str):
        entity = ENTITY_OF.get(slot, slot)
        sizes = self._wording.group_sizes.get(entity, self._wording.group_sizes["other"])
        habit = self._rng.choice(self._wording.habits)
        groups = speaking.split(digits, self._rng.choice(sizes))
        return speaking.said(groups, self._rng, habit), self._rng, habit

    def _digits(self, slot: str) -> str:
        rng = self._rng
        makers = {
            "card": lambda: numbers.card(rng, self._wording.issuers),
            "cvv": lambda: f"{rng.randint(0, 999):03d}",
            "cvv_plain": lambda: f"{rng.randint(100, 999)}",
            "national_id": lambda: numbers.ssn(rng),
            "national_id4": lambda: numbers.digits(rng, 4, 4),
            "itin": lambda: f"9{rng.randint(0, 99):02d}{rng.randint(70, 88)}{rng.randint(0, 9999):04d}",
            "phone": lambda: numbers.phone(rng),
            "card_expiry": lambda: f"{rng.randint(1, 12):02d}{rng.randint(26, 35)}",
            "card_expiry_plain": lambda: f"{rng.randint(1, 12):02d}{rng.randint(26, 35)}",
            "bank_account": lambda: numbers.digits(rng, 8, 12),
            "routing": lambda: numbers.routing(rng),
            "pin": lambda: numbers.digits(rng, 4, 6),
        }
        return makers[slot]() if slot in makers else ""

    def _email(self, rng: random.Random) -> str:
        first, last = rng.choice(self._wording.first), rng.choice(self._wording.last)
        forms = (
            f"{first} dot {last}",
            f"{first} underscore {last}",
            " ".join(last),
            f"{first}{last}",
            f"{first} {last} {say_number(rng.randint(2, 99))}",
            f"{first[0]} dot {last}",
            f"{' '.join(first)} dash {last}",
        )
        return f"{rng.choice(forms)} at {rng.choice(self._wording.hosts)}"

    def _written_email(self, rng: random.Random) -> str:
        host = rng.choice(self._wording.hosts).replace(" dot ", ".").replace(" dash ", "-").replace(" ", "")
        return f"{rng.choice(self._wording.first)}{rng.choice('._-')}{rng.choice(self._wording.last)}@{host}"

    def _iban(self, rng: random.Random) -> str:
        value = numbers.iban(rng)
        if rng.random() < 0.5:
            return " ".join(value[at : at + 4] for at in range(0, len(value), 4))
        return " ".join(say_number(int(c)) if c.isdigit() else c.lower() for c in value)

    def _code(self, rng: random.Random, letters: int, digits: int) -> str:
        value = numbers.code(rng, letters, digits)
        if rng.random() < 0.4:
            return value
        return " ".join(say_number(int(c)) if c.isdigit() else c for c in value)

    def _medical_record(self, rng: random.Random) -> str:
        return self._code(rng, rng.randint(0, 3), rng.randint(6, 9))

    def _passport(self, rng: random.Random) -> str:
        return self._code(rng, rng.randint(0, 2), 7) if rng.random() < 0.5 else self._code(rng, 1, 8)

    def _licence(self, rng: random.Random) -> str:
        return self._code(rng, rng.randint(0, 1), rng.randint(7, 9))

    def _ip_address(self, rng: random.Random) -> str:
        parts = [str(rng.randint(1, 254)) for _ in range(4)]
        return ".".join(parts) if rng.random() < 0.7 else " dot ".join(parts)

    def _password(self, rng: random.Random) -> str:
        return rng.choice(self._wording.passwords)

    def _person_name(self, rng: random.Random) -> str:
        first, last = rng.choice(self._wording.first), rng.choice(self._wording.last)
        forms = (f"{first} {last}", f"{first.title()} {last.title()}", f"{first} {last} {' '.join(last)}")
        return rng.choice(forms)

    def _address(self, rng: random.Random) -> str:
        number = rng.choice([str(rng.randint(2, 9999)), say_number(rng.randint(2, 99))])
        street, city = rng.choice(self._wording.streets), rng.choice(self._wording.cities)
        zip_code = " ".join(say_number(rng.randint(0, 9)) for _ in range(5))
        forms = (
            f"{number} {street} {city} {zip_code}",
            f"{number} {street}, {city}, {rng.randint(10000, 99999)}",
            f"{number} {street} apartment {rng.randint(1, 40)} {city}",
            f"{number} {street}",
        )
        return rng.choice(forms)

    def _birth_date(self, rng: random.Random) -> str:
        return rng.choice(self._wording.dates)(rng)

    def _harmless(self, slot: str) -> str:
        rng = self._rng
        makers = {
            "PRICE": lambda: rng.choice([str(rng.randint(5, 900)), say_number(rng.randint(5, 99))]),
            "CLOCK": lambda: rng.choice(
                [
                    f"{rng.randint(1, 12)}:{rng.choice(['00', '15', '30'])}",
                    f"{say_number(rng.randint(1, 12))} thirty",
                    f"{rng.randint(1, 12)} pm",
                ]
            ),
            "ORDER": lambda: rng.choice(
                [numbers.digits(rng, 4, 10), self._code(rng, 2, 5), " ".join(numbers.digits(rng, 4, 7))]
            ),
            "COUNT": lambda: rng.choice([str(rng.randint(2, 40)), say_number(rng.randint(2, 40))]),
            "DAY": lambda: rng.choice(
                ["friday", "the third", f"{MONTHS[rng.randint(1, 12)]} {rng.randint(1, 28)}"]
            ),
            "YEAR": lambda: rng.choice(
                [str(rng.randint(1970, 2026)), "nineteen ninety four", "two thousand twelve"]
            ),
            "ZIP": lambda: rng.choice([str(rng.randint(10000, 99999)), "nine four one oh five"]),
            "FLIGHT": lambda: f"{rng.choice(['UA', 'DL', 'BA'])}{rng.randint(10, 2999)}",
            "TRACKING": lambda: f"1Z{numbers.digits(rng, 8, 8)}",
        }
        return makers[slot]()


def _patterned(pattern: str, digits: str) -> str:
    left = iter(digits)
    return "".join(next(left) if c == "#" else c for c in pattern)
