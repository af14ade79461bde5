"""Whose data is meant: telephones, e-mail addresses, single calls."""

from collections.abc import Iterable
from dataclasses import dataclass

import phonenumbers

from calls.folders import check_call_id
from calls.keys import KeyRing

PURPOSE = "person"
"""What the keyed hashes of telephones and addresses are derived for."""


@dataclass(frozen=True)
class Person:
    """Everything by which one person is to be found. Make it with `Person.of`."""

    phones: tuple[str, ...] = ()
    """E.164"""

    emails: tuple[str, ...] = ()
    """In small letters."""

    calls: tuple[str, ...] = ()
    """Call ids: what is meant even if nothing in it names the person."""

    @classmethod
    def of(
        cls,
        phones: Iterable[str] = (),
        emails: Iterable[str] = (),
        calls: Iterable[str] = (),
        *,
        region: str = "US",
    ) -> "Person":
        """Telephones in any writing; without a country code they are of `region`. Raises ValueError."""
        person = cls(
            tuple(dict.fromkeys(e164(phone, region) for phone in phones)),
            tuple(dict.fromkeys(_email(email) for email in emails)),
            tuple(dict.fromkeys(check_call_id(call) for call in calls)),
        )
        if person == cls():
            raise ValueError("nobody is meant; give a telephone, an e-mail address or a call id")
        return person

    def marks(self, keys: KeyRing) -> list[str]:
        """What stands for each telephone and address where they must not be kept, under the current key."""
        return [every[0] for every in self.all_marks(keys)]

    def all_marks(self, keys: KeyRing) -> list[list[str]]:
        """The same under every key of the ring, the current one's first."""
        named = [f"phone:{phone}" for phone in self.phones] + [f"email:{email}" for email in self.emails]
        return [keys.digests(name.encode(), PURPOSE) for name in named]

    def subject(self, keys: KeyRing) -> str:
        """Who is meant, for the audit log."""
        marks = [f"person:{mark[: mark.index(':') + 17]}" for mark in self.marks(keys)]
        return " ".join([*marks, *self.calls])


def e164(text: str, region: str = "US") -> str:
    """A telephone number in E.164. Raises ValueError."""
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_possible_number(number):
        raise ValueError(f"{text!r} is no telephone number of {region}; write it as +12125550142")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _email(text: str) -> str:
    email = text.strip().lower()
    name, _, host = email.partition("@")
    if not name or "." not in host or "@" in host or any(c.isspace() for c in email):
        raise ValueError(f"{text!r} is no e-mail address; write it as ada@example.com")
    return email
