"""Codes that only their name tells: passports, licences, records of patients."""

from collections.abc import Callable, Iterator

from compliance.redaction.finding.codes import Code, code_after
from compliance.redaction.finding.said import Claim, Said


def codes_named(said: Said, entity: str, fits: Callable[[Code], bool], weight: int = 62) -> Iterator[Claim]:
    """The code after each place where the entity is named, or at the start of an answer."""
    places = [cue.last for cue in said.cues if cue.label == entity]
    if not places and said.waiting == entity:
        places = [0]
    for at in places:
        code = code_after(said, at)
        # An answer may hold a part of it only.
        if code and (
            fits(code) or (said.waiting == entity and not at and code.digits and len(code.value) > 2)
        ):
            yield Claim(code.start, code.end, entity, code.value, weight)
        elif found := _named_behind(said, at, entity, fits, weight):
            yield found


def _named_behind(
    said: Said, at: int, entity: str, fits: Callable[[Code], bool], weight: int
) -> Claim | None:
    """ "AB123456 is my passport": the code before its name."""
    cue = next((one for one in said.cues if one.last == at), None)
    if cue is None or cue.first < 2:
        return None
    links = [word.text for word in said.words[max(0, cue.first - 3) : cue.first]]
    if not {"is", "that's", "thats", "was"} & set(links):
        return None
    for start in range(max(0, cue.first - 20), cue.first):
        code = code_after(said, start, leads=0)
        if code and fits(code) and code.end <= said.words[cue.first].start:
            return Claim(code.start, code.end, entity, code.value, weight)
    return None
