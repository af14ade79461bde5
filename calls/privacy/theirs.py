"""What of a call may name its caller. Pure. Numbers of the business and its people are not the caller's."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from calls.privacy.mentions import Mentions

_OUR_SIDE = {"inbound": "to", "outbound": "from"}


def names_record(mentions: Mentions, record: Mapping[str, Any]) -> bool:
    """Whether a record names the person, also by digits that are spread over several turns."""
    ours = _OUR_SIDE.get(str(record.get("direction")), "")
    theirs = {name: value for name, value in record.items() if name not in (ours, "transfers")}
    briefs = [transfer.get("brief") for transfer in record.get("transfers") or ()]
    if mentions.in_value(theirs) or mentions.in_value(briefs):
        return True
    turns = [turn.get("caller") or {} for turn in record.get("turns") or ()]
    return mentions.in_text(" ".join(turn.get("text", "") for turn in turns))


def names_journal(mentions: Mentions, lines: Iterable[bytes]) -> bool:
    """Whether a journal's lines name the person; a line that is no event counts as it stands."""
    said = []
    for line in lines:
        try:
            event = json.loads(line)
        except ValueError:
            event = None
        if not isinstance(event, dict):
            if mentions.in_bytes(line):
                return True
            continue
        if event.get("type") == "caller_spoke":
            said.append(str(event.get("text", "")))
        if mentions.in_value(dict(_theirs(event))):
            return True
    return mentions.in_text(" ".join(said))


def _theirs(event: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    kind = event.get("type")
    ours = {"to": "inbound", "from_": "outbound"}
    for name, value in event.items():
        if kind == "call_started" and ours.get(name) == event.get("direction"):
            continue
        if kind == "transfer_call_told" and name == "number":
            continue
        yield name, value
