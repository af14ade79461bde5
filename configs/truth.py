"""Sentences about what is speaking: do they say that it is a machine, and do they deny it?

By words, in the languages that the disclosure has texts for; a sentence in another language has to use one of
them (`AI`, `robot`, `bot`) to count.
"""

import re

_MACHINE = re.compile(
    r"\b(automat\w*|automát\w*|artific\w*|künstlich\w*|ai|ki|ia|virtu\w*|robot\w*|robô\w*|roboter\w*|bot|"
    r"computer|computador|ordinateur|ordenador|machine|maschine|máquina|macchina|software)\b",
    re.IGNORECASE,
)
_THING = (
    r"(?:robot\w*|robô|bot|machine|maschine|máquina|macchina|computer|ordinateur|ordenador|computador|ai|ia|ki|"
    r"automat\w*|automát\w*)"
)
_SOMEBODY = (
    r"(?:person|human|human being|persona|humano|humana|ser humano|personne|humain|humaine|être humain|"
    r"mensch|umano|umana|essere umano|pessoa)"
)
_LIVE = (
    r"(?:(?:real|live|actual|de verdad|real|vraie?|echter?|lebendiger|vera?|verdadeira|de carne y hueso) )?"
)
_LIES = [
    # "I'm not a robot"
    rf"\bnot (?:a |an |any )?(?:kind of )?{_THING}\b",
    rf"\b(?:i'?m|i am|this is|there'?s|there is) no {_THING}\b",
    rf"\bno (?:soy|es|está hablando con|habla con) (?:un |una |ningún |ninguna )?{_THING}\b",
    rf"\b(?:ne suis|n'êtes|n'est) pas (?:en ligne avec )?(?:un |une )?{_THING}\b",
    rf"\bkeine?n? {_THING}\b",
    rf"\bnicht mit (?:einem |einer )?{_THING}\b",
    rf"\bnon (?:sono|è|sta parlando con) (?:un |una |un')?{_THING}\b",
    rf"\bnão (?:sou|é|está a falar com|está falando com) (?:um |uma )?{_THING}\b",
    # "I'm a real person"
    rf"\b(?:i'?m|i am|you'?re (?:speaking|talking) (?:to|with)|this is) (?:a |an )?{_LIVE}{_SOMEBODY}\b",
    rf"(?<!\bno )\b(?:soy|habla con|está hablando con) (?:una? )?{_LIVE}{_SOMEBODY}\b",
    rf"(?<!\bne )\b(?:je suis|vous parlez (?:à|avec)) (?:une? )?{_LIVE}{_SOMEBODY}\b",
    rf"\bich bin (?:ein |eine )?{_LIVE}{_SOMEBODY}\b",
    rf"\bsie sprechen mit (?:einem |einer )?{_LIVE}(?:menschen|person)\b",
    rf"(?<!\bnon )\b(?:sono|sta parlando con) (?:una? |un')?{_LIVE}{_SOMEBODY}\b",
    rf"(?<!\bnão )\b(?:sou|está a falar com) (?:uma? )?{_LIVE}{_SOMEBODY}\b",
]
_LIE = re.compile("|".join(_LIES), re.IGNORECASE)


def says_machine(text: str) -> bool:
    """Whether the text has a word for a machine: automated, AI, virtual, computer, robot ..."""
    return _MACHINE.search(text) is not None


def denies_machine(text: str) -> bool:
    """Whether the text claims that somebody, and no machine, is speaking."""
    return _LIE.search(text.replace("’", "'")) is not None


def is_true_answer(text: str) -> bool:
    """Whether this may be the answer to "are you a robot?"."""
    return says_machine(text) and not denies_machine(text)
