"""Does the agent say that it did not understand? In its words, since every language model has its own."""

from calls.triggers.lexicon import Lexicon

_REALLY = r"(?:(?:quite|really|fully|still) )?"

_AGAIN = Lexicon(
    [
        rf"(?:didn't|did not|couldn't|could not|can't|don't) {_REALLY}(?:catch|understand|make out)",
        rf"(?:didn't|did not|couldn't|could not|can't|cannot) {_REALLY}hear (?:that|you|what)",
        rf"(?:didn't|did not) {_REALLY}get (?:that|it)(?! (?:booked|done|through|moved))",
        r"(?:having|had) (?:some )?trouble (?:understanding|hearing)",
        r"(?:could|can|would) you (?:please )?(?:repeat|rephrase|say (?:that|it) again)",
        r"(?:please )?(?:repeat that|say that again|say it again)",
        r"not sure (?:what you mean|i understand|i understood)",
        # Spanish, French, German
        r"no (?:le |te |lo )?(?:he )?(?:entiendo|entendí|entendido)",
        r"(?:je n'ai|j'ai) (?:pas|mal) (?:compris|entendu)",
        r"(?:habe|konnte) (?:ich )?(?:das |sie )?(?:leider )?nicht (?:verstanden|verstehen)",
    ],
    reach=0,
)
_HELP = Lexicon(
    [
        r"""(?:shall i|should i|would you like|do you want)(?: \w+){0,4} (?:message|person|someone|
            somebody|colleague|human)"""
    ],
    reach=0,
)


def asks_again(text: str) -> bool:
    """Whether an utterance of the agent says that it did not understand, and asks on."""
    return _AGAIN.find(text) is not None and not offers_help(text)


def offers_help(text: str) -> bool:
    """Whether it offers a person or a message, and so leaves the choice to the caller."""
    return _HELP.find(text) is not None
