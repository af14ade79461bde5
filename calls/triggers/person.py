"""The caller asks for a person, in words or with the key for it."""

from calls.triggers.base import Hit, Turn, Words
from calls.triggers.lexicon import NOT, Lexicon
from configs.schema.triggers import PersonTrigger

_SOMEBODY = r"""(?:person|human|human being|agent|representative|rep|operator|manager|supervisor|boss|
    receptionist|secretary|somebody|someone|associate|advisor|adviser|staff|staff member|employee|colleague|
    people|customer service|customer support|live agent)"""
_EXPERT = rf"(?:{_SOMEBODY}|specialist|technician|electrician|dentist|doctor|nurse)"
_ONE = r"(?:(?:a|an|the|your|some|any|another|one of your|real|live|actual|human|different|senior) ){0,3}"

_ASKS = [
    rf"(?:speak|talk|chat)(?: \w+)? (?:to|with) {_ONE}{_EXPERT}",
    rf"(?:speaking|talking) (?:to|with) {_ONE}{_EXPERT}",
    rf"(?:connect|transfer|put|patch|pass|send) me(?: \w+)? (?:to|with|over to|on to) {_ONE}{_EXPERT}",
    r"put me through(?! (?:this|that|it|all|hell|so))",
    r"(?:can|could|will|would) you (?:please )?(?:transfer|connect) me",
    r"transfer me(?! (?:to|the|my|a|some))",
    rf"(?:get|give|find|let me have|i want|i'd like|i need|i would like|can i have|could i get) (?:me )?"
    rf"{_ONE}{_SOMEBODY}(?! (?:who|that|to|for|appointment|visit|number|called|named))",
    rf"""(?:is|isn't) there {_ONE}(?:anyone|anybody|{_SOMEBODY}) (?:there )?(?:i|we|who|to|that)(?: \w+)?
        (?:talk|speak|help)""",
    r"(?:anyone|anybody|someone|somebody) (?:else )?(?:i|we) (?:can|could) (?:speak|talk) (?:to|with)",
    r"(?:real|live|actual) (?:person|human|human being|agent|operator|people) (?:please|now)",
    r"^(?:a |the )?(?:real |live |actual )?(?:human|human being|agent|operator|representative|receptionist)"
    r"(?: (?:please|now|human|agent|operator|representative))*$",
    r"^(?:a|an) (?:real |live |actual )?person(?: (?:please|now))*$",
    r"^(?:real|live|actual) person(?: (?:please|now))*$",
    r"^(?:customer service|customer support|front desk|reception)(?: please)?$",
    r"(?:operator|representative|agent|human) please",
]
_NOT_A_MACHINE = [
    r"""(?:don't|do not|not|not going to|won't|refuse to)(?: want to| wanna| like to| like)?
        (?:speak|talk|talking|speaking) (?:to|with) (?:a |an |this |some )?(?:
        robot|machine|bot|computer|recording|ai|answering machine)""",
    r"(?:no|not a|not another) (?:robots?|machines?|bots?) please",
    r"get me off this (?:robot|machine|bot|thing)",
]
_UNLESS = [
    r"(?:are|aren't) you (?:an? )?(?:real |live |actual |just )?(?:person|human|human being|agent|operator)",
    rf"(?:am i|are we) (?:talking|speaking) (?:to|with) {_ONE}(?:{_SOMEBODY}|robot|machine)",
    r"is this (?:an? )?(?:real |live |actual )?(?:person|human|human being|operator)",
    r"(?:spoke|was speaking|was talking|talked|been talking|been speaking) (?:to|with) \w+(?: \w+)?",
    r"(?:for|per) (?:a|one|each) person",
    r"(?:real estate|travel|insurance|leasing|secret) agents?",
    r"(?:can|could|will|would) (?:a|the|your) (?:technician|dentist|doctor|specialist) (?:come|call)",
]


class Person(Words):
    """Fires at every turn in which the caller asks for a person."""

    reason = "person"

    def __init__(self, settings: PersonTrigger) -> None:
        """Ears open."""
        self._asks = Lexicon(
            _ASKS,
            words=settings.words,
            unless=_UNLESS,
            also_unless=settings.unless,
            reach=5,
            negators=NOT,
        )
        self._refuses = Lexicon(_NOT_A_MACHINE, also_unless=settings.unless, reach=0)
        self._key = settings.keypad
        self._dialling = False

    def hear(self, turn: Turn) -> Hit | None:
        """Words, or the key alone; a key that goes on with a number begun before is a digit of it."""
        if turn.keys is None:
            self._dialling = False
            found = self._refuses.find(turn.text) or self._asks.find(turn.text)
            return Hit(self.reason, found) if found else None
        keys, ended = turn.keys.rstrip("#"), turn.keys.endswith("#")
        if keys == self._key and not self._dialling:
            return Hit(self.reason, f"key {keys}")
        self._dialling = bool(keys) and not ended
        return None
