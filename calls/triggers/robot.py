"""Is the caller asking whether this is a machine? Such a question is answered in fixed, true words."""

from calls.triggers.lexicon import Lexicon

_MACHINE = (
    r"(?:robot|machine|bot|chat ?bot|computer|recording|recorded message|ai|a i|computer program|program)"
)
_PERSON = r"(?:person|human|human being|real|alive|actual person|someone real)"
_A = (
    r"(?:(?:an?|some kind of|just|really|actually|even|like|the|real|live|actual|talking|an automated) ){0,3}"
)

_ELSEWHERE = [
    # Spanish, French, German, Italian, Portuguese
    r"(?:eres|es usted|usted es|hablo con|estoy hablando con) (?:una? )?"
    r"(?:robot|máquina|bot|persona|humano|ia)(?: real| de verdad)?",
    r"(?:êtes vous|vous êtes|es tu|tu es|je parle (?:à|avec)) (?:une? )?(?:vraie? )?"
    r"(?:robot|machine|bot|personne|humain|être humain|ia)",
    r"(?:sind sie|bist du|spreche ich mit|rede ich mit) (?:eine?[mnr]? )?(?:echte[rn]? )?"
    r"(?:roboter|maschine|computer|bot|mensch|menschen|person|ki)",
    r"(?:sei|lei è|sto parlando con|parlo con) (?:una? |un')?(?:vera )?"
    r"(?:robot|macchina|bot|persona|umano|ia)",
    r"(?:você é|tu és|és|estou a falar com|estou falando com) (?:uma? )?"
    r"(?:robô|robot|máquina|bot|pessoa|humano|ia)(?: real| de verdade)?",
]
_ASKS = Lexicon(
    [
        rf"(?:are|aren't) you (?:not )?{_A}(?:{_MACHINE}|{_PERSON})(?! (?:vacuum|person|today|there|in))",
        rf"(?:am i|are we) (?:talking|speaking|chatting) (?:to|with) {_A}(?:{_MACHINE}|{_PERSON})",
        rf"""(?:is|isn't) (?:this|that|it) {_A}(?:{_MACHINE}|{_PERSON})(?= |$)(?! (?:vacuum|cleaner|
            number|line|thing))""",
        rf"(?:you're|you are|this is|it's) {_A}{_MACHINE}(?: /)?(?: aren't you| isn't it| right)",
        rf"you sound like {_A}{_MACHINE}",
        *_ELSEWHERE,
    ],
    unless=[
        r"(?:robot|machine|computer|bot) (?:vacuum|cleaner|repair|store|part|room|model)",
        r"is (?:this|that|it) (?:the )?(?:real|actual) (?:price|address|number|time|reason|cost)",
        r"(?:are you|is this) (?:real )?(?:sure|open|closed|busy)",
        r"is (?:this|that|it) (?:a )?real (?:appointment|deal|company|thing|offer|estate)",
    ],
    reach=0,
)


def asks_whether_robot(text: str) -> bool:
    """Whether the caller wants to know if they talk to a machine."""
    return _ASKS.find(text) is not None
