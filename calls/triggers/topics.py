"""Topics that belong to a person: law, disputed money, cards; and what a machine must not advise on."""

from calls.triggers.base import Hit, Turn, Words
from calls.triggers.lexicon import Lexicon
from configs.schema.triggers import WordTrigger

LEGAL = [
    r"(?:my|our|a|an|the) (?:lawyer|attorney|solicitor) (?:will|is going to|said|says|told|about)",
    r"""(?:get|getting|call|calling|hire|hiring|contact|contacting|involve|see|hear from|talk to|
        speak to|talking to|
        speaking to) (?:a|an|my|our) (?:lawyer|attorney|solicitor)""",
    r"(?:legal action|lawsuit|class action|small claims(?: court)?|take you to court|see you in court)",
    r"(?:sue|suing) (?:you|your|them|the|this|for|over)",
    r"(?:better business bureau|attorney general|ombudsman|consumer protection|file a complaint|"
    r"formal complaint)",
    r"(?:subpoena|court order|police report|insurance claim against)",
    r"(?:gdpr|ccpa|hipaa|data protection|right to be forgotten)",
    r"""(?:delete|erase|remove|copy of|access to) (?:all )?(?:of )?(?:my|
        our) (?:personal )?(?:data|information|records)""",
    r"(?:charge ?back|charge it back)",
    r"(?:dispute|disputing|contest) (?:a|the|this|that|my|your) (?:charge|payment|transaction|bill|invoice)",
    r"(?:unauthori[sz]ed|fraudulent) (?:charge|charges|payment|payments|transaction|transactions|withdrawal)",
    r"(?:fraud|scammed|stole my|identity theft)",
    r"(?:charged|billed) (?:me )?(?:twice|double)",
    r"""(?:pay|paying) (?:it |that |this |now |my bill |the bill )?(?:by|with|using) (?:a |
        my )?(?:credit |debit )?card""",
    r"(?:my|the|a) (?:credit |debit )?card (?:number|details) (?:is|are)",
    r"(?:take|have|give you|read you) (?:my|a) (?:credit |debit )?card(?: number| details)?",
    r"(?:security code|cvv|expiration date) (?:is|on)",
]
LEGAL_UNLESS = [
    r"(?:i'm|i am|he's|she's|as|works as|work as) (?:a|an) (?:lawyer|attorney|solicitor)",
    r"(?:lawyer|attorney|law) (?:office|offices|firm|school|building)",
    r"(?:name is|i'm|this is|it's|called|named) sue",
    r"(?:business|library|birthday|insurance|loyalty|membership|appointment|gift|id) card",
    r"fraud (?:alert app|department of)",
]
SENSITIVE = [
    r"(?:medical|legal|tax|investment|financial) advice",
    r"""(?:should|can|could|may) (?:i|she|he|we) (?:stop |keep |start )?(?:take|taking|use|mix|combine|
        double) (?:\w+ ){0,3}(?:ibuprofen|tylenol|aspirin|paracetamol|antibiotics?|amoxicillin|medication|
        medicines?|meds|painkillers?|pills?|blood thinners?|drugs?|insulin)""",
    r"""(?:how (?:much|many)|what) (?:\w+ ){0,3}(?:ibuprofen|tylenol|aspirin|paracetamol|
        painkillers?|pills|dose|dosage)""",
    r"(?:diagnose|a diagnosis|what's wrong with me|what disease)",
    r"(?:side effects?|drug interactions?|allergic reaction|bad reaction)",
    r"(?:prescribe|a prescription for|refill my prescription)",
    r"(?:i'm|i am|she's|my wife is|might be|could be) pregnant",
    r"(?:hiv|std|cancer|hepatitis|miscarriage|abortion)",
    r"(?:domestic violence|being abused|abuses me|hits me|beats me|abusive (?:husband|wife|partner|parent))",
    r"(?:sexual(?:ly)? (?:harassment|harassed|assault|assaulted|abuse)|raped)",
    r"(?:discriminat(?:e|ed|ing|ion)|racist|racism|because of my (?:race|religion|disability|gender))",
    r"(?:immigration status|undocumented|deported|asylum)",
    r"(?:social security number|ssn|passport number)",
    r"(?:addict(?:ed|ion)|relapse(?:d)?|withdrawal symptoms)",
]
SENSITIVE_UNLESS = [
    r"(?:cancer|abortion) (?:charity|run|walk|center across|clinic next)",
    r"(?:pregnant pause|addicted to (?:coffee|chocolate|sugar|this))",
    r"without (?:any )?side effects?",
]


class _Topic(Words):
    """Fires at every turn that is about it."""

    reason: str
    patterns: list[str]
    unless: list[str]

    def __init__(self, settings: WordTrigger) -> None:
        """Ears open."""
        self._lexicon = Lexicon(
            self.patterns,
            words=settings.words,
            unless=self.unless,
            also_unless=settings.unless,
            reach=3,
        )

    def hear(self, turn: Turn) -> Hit | None:
        """One more turn of the caller."""
        found = self._lexicon.find(turn.text) if turn.keys is None else None
        return Hit(self.reason, found) if found else None


class Legal(_Topic):
    """Payment, law, compliance."""

    reason, patterns, unless = "legal", LEGAL, LEGAL_UNLESS


class Sensitive(_Topic):
    """Sensitive or regulated."""

    reason, patterns, unless = "sensitive", SENSITIVE, SENSITIVE_UNLESS
