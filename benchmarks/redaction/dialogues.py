"""Values that come in parts over several turns, with the agent's words and pauses between them."""

import random

from benchmarks.redaction.examples import Builder, Example, Turn
from benchmarks.redaction.values import Values
from benchmarks.redaction.wording import Wording

_PAUSE_RATE = 0.15


def dialogue(entity: str, opening: str, wording: Wording, values: Values, rng: random.Random) -> Example:
    """One value over two to six utterances. `opening`: `[asked] agent > lead`, without a slot."""
    asked, agent, lead = parsed(opening)
    fillers = sorted({one for habit in wording.habits for one in habit.fillers}, key=len, reverse=True)
    parts = _parts(entity, values, rng)
    turns: list[Turn] = [Turn(agent, agent=True)] if agent else []
    for at, part in enumerate(parts):
        builder = Builder()
        if lead and not at:
            builder.add(f"{lead} ")
        filler = next((one for one in fillers if part.startswith(f"{one} ")), "")
        builder.add(f"{filler} " if filler else "")
        builder.add(part[len(filler) :].lstrip(), entity)
        turns.append(builder.turn(asked))
        if at + 1 == len(parts):
            break
        if between := rng.choice(wording.between):
            turns.append(Turn(between, agent=True))
        if rng.random() < _PAUSE_RATE:
            turns.append(Turn(rng.choice(wording.pauses), asked=asked))
    return Example(f"{entity} over turns", tuple(turns))


def _parts(entity: str, values: Values, rng: random.Random) -> list[str]:
    if entity == "email":
        local, _, host = values.spoken("email").partition(" at ")
        return [local, f"at {host}"]
    return values.parts(entity, rng.randint(2, 6))


def parsed(sentence: str) -> tuple[tuple[str, ...], str, str]:
    """What the flow asks for, what the agent says, what the caller answers."""
    asked: tuple[str, ...] = ()
    if sentence.startswith("["):
        head, _, sentence = sentence[1:].partition("]")
        asked = tuple(head.split(","))
    agent, sign, caller = sentence.partition(">")
    return asked, agent.strip() if sign else "", (caller if sign else agent).strip()
