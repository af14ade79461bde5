"""What tells of a danger. Present and near: "had a heart attack last year" is none."""

_WHO = r"""(?:he|she|they|someone|somebody|i|we|my \w+|the \w+|dad|mom|mum|baby|husband|wife|son|daughter|
    man|woman)"""
_IS = r"(?:is|are|am|was just|just|has|have|'s|s)"

DANGER: dict[str, list[str]] = {
    "en": [
        r"""(?:call|get|send|need|want) (?:me |us |for )?(?:an? |the )?(?:ambulance|paramedics?|911|999|
            112|fire department|fire brigade|police(?! report))""",
        r"""(?:can't|cannot|can not|can hardly|can barely|couldn't|trouble|difficulty|struggling to|
            hard to) (?:breathe|breathing)""",
        r"(?:not|stopped|isn't|stopped) breathing",
        r"having (?:a|another|some kind of) (?:heart attack|stroke|seizure)",
        r"""(?:it's|it is|think it's|think i'm having|think he's having|think she's having) (?:a |
            an )?(?:heart attack|stroke)""",
        r"(?:chest pains?|pains? in (?:my|his|her) chest|crushing pain)",
        r"""(?:house|building|kitchen|apartment|flat|car|office|place|room|roof|basement|garage|panel|
            outlet|wall|ceiling) (?:is|'s|has) (?:on|caught) fire""",
        r"""(?:there's|there is|we have|i have) (?:a )?fire(?! (?:alarm|drill|extinguisher|place|pit|
            sale|insurance))""",
        r"fire in (?:my|the|our) (?:house|kitchen|building|apartment|flat|office|garage|basement)",
        r"(?:smell|smelling|smells like|smells of) (?:of )?gas",
        r"gas leak",
        r"carbon monoxide (?:alarm|detector|poisoning|leak)",
        rf"""{_WHO} (?:{_IS} )?(?:unconscious|unresponsive|collapsed|passed out|won't wake up|
            not waking up|not responding)""",
        r"(?:won't|can't|doesn't|not|isn't) stop(?:ping)? (?:the )?bleeding",
        r"""bleeding (?:heavily|badly|out|a lot|to death|and it won't stop|won't stop|will not stop|
            doesn't stop)""",
        r"""(?:overdosed|took too many pills|taken too many pills|an overdose|swallowed (?:bleach|
            poison|pills|a battery))""",
        r"(?:been|was just|got|getting) (?:shot|stabbed|electrocuted|attacked|robbed)",
        r"(?:has|have|pulled) (?:a )?(?:gun|knife)",
        r"""(?:someone|somebody|he|she|they) (?:is|are|'s) (?:breaking in|attacking|hurting|choking|
            drowning|dying)(?: me| us| her| him)?""",
        r"""(?:someone's|somebody's|he's|she's|they're) (?:breaking in|attacking|hurting|choking|
            drowning|dying)(?: me| us| her| him)?""",
        r"i'm (?:choking|drowning|being attacked|being followed)",
        r"(?:medical|life threatening) emergency",
        r"life or death",
    ],
    "es": [
        r"(?:llame|llamen|necesito|manden|envíen) (?:a )?(?:una |la )?(?:ambulancia|policía|bomberos)",
        r"no (?:puede|puedo) respirar",
        r"(?:ataque al corazón|infarto|dolor en el pecho)",
        r"(?:hay|tenemos) (?:un )?(?:fuego|incendio)",
        r"(?:fuga|olor) (?:de|a) gas|huele a gas",
        r"(?:está|esta) (?:inconsciente|desmayad[oa])",
        r"emergencia médica",
    ],
    "fr": [
        r"(?:appelez|envoyez|besoin d'une|faut une) (?:une )?(?:ambulance|la police|les pompiers)",
        r"(?:ne |n')?(?:peux|peut|arrive) (?:plus|pas) (?:à )?respirer",
        r"(?:crise cardiaque|douleur dans la poitrine|infarctus)",
        r"(?:il y a le feu|au feu|un incendie)",
        r"(?:fuite de gaz|odeur de gaz|ça sent le gaz)",
        r"(?:inconsciente?|perdu connaissance)",
        r"urgence médicale",
    ],
    "de": [
        r"""(?:rufen sie|brauche|schicken sie) (?:einen |den |die )?(?:krankenwagen|rettungswagen|
            notarzt|polizei|feuerwehr)""",
        r"(?:kann|bekomme|kriegt|bekommt) (?:nicht|keine|kaum) (?:mehr )?(?:atmen|luft)",
        r"(?:herzinfarkt|schlaganfall|schmerzen in der brust)",
        r"(?:es brennt|feuer in|haus brennt)",
        r"(?:gasgeruch|riecht nach gas|gas tritt aus)",
        r"(?:bewusstlos|ohnmächtig)",
        r"medizinischer notfall",
    ],
}
"""Language to what tells of a danger to somebody's life."""

CRISIS: dict[str, list[str]] = {
    "en": [
        r"(?:kill|killing|hurt|hurting|harm|harming) myself",
        r"(?:end|ending|take|taking) my (?:own )?life",
        r"(?:want|going|ready|rather) (?:to )?(?:die|be dead)",
        r"(?:i'm|i am|feel|feeling|been) suicidal",
        r"(?:commit|committing|think of|thinking of|thinking about|about) suicide",
        r"(?:don't|do not) want to (?:live|be alive|be here) (?:any ?more)",
        r"no reason to live",
    ],
    "es": [
        r"(?:matarme|suicidarme|quitarme la vida|hacerme daño)",
        r"no quiero vivir(?: más)?",
        r"quiero morir(?:me)?",
    ],
    "fr": [
        r"(?:me suicider|me tuer|en finir avec la vie|me faire du mal)",
        r"(?:veux|voudrais) mourir",
        r"plus envie de vivre",
    ],
    "de": [
        r"(?:mich umbringen|mir das leben nehmen|selbstmord|suizid|mir etwas antun)",
        r"(?:will|möchte) sterben",
        r"(?:will|möchte) nicht mehr leben",
    ],
}
"""Language to what tells of a caller who is a danger to themselves."""

SAID_ONLY: dict[str, list[str]] = {
    "en": [
        r"(?:this is|it's|it is|i have|i've got|we have|there's been|in) an? (?:real |absolute )?emergency",
        r"^emergency(?: emergency)*$",
    ],
    "es": [r"(?:es|tengo) una emergencia", r"^emergencia$"],
    "fr": [r"(?:c'est|j'ai) une urgence", r"^urgence$"],
    "de": [r"(?:das ist|es ist|ich habe) ein(?:en)? notfall", r"^notfall$"],
}
"""Language to the bare word, which is often said of a tooth or a fuse."""

UNLESS = [
    r"no (?:gas leak|fire|smell of gas|chest pains?)",
    r"""emergency (?:exits?|lights?|lighting|contacts?|numbers?|appointments?|visits?|slots?|rooms?|
        brakes?|funds?|kits?|power|generators?|shut ?offs?|call ?outs?|rates?|fees?|service calls?|
        electricians?|plumbers?|dentists?|doors?|stop|line)""",
    r"(?:last|two|three|few|some|\d+) (?:year|years|month|months|week|weeks|summer|winter) ago",
    r"""(?:had|survived|recovering from|recovered from|history of|after (?:a|my|his|
        her)) (?:\w+ )?(?:heart attacks?|strokes?|seizures?|overdose|chest pains?)""",
    r"""if (?:there's|there is|i have|we have|it's|it is) (?:a fire|an emergency|a gas leak|
        a medical emergency)""",
    r"in case of (?:an? )?(?:fire|emergency|medical emergency|gas leak)",
    r"(?:die|dying) (?:of|from) (?:embarrassment|laughing|boredom|hunger|shame)",
    r"suicide (?:prevention|squad|hotline poster)",
    r"(?:gas|fire) (?:bill|station|company|alarm test|drill|inspection|safety)",
    r"fire (?:alarm|drill|extinguisher|sale|insurance|inspection)",
    r"stop smoking",
    r"(?:would|i'd) kill myself laughing",
]
"""Phrases in which such words are harmless."""
