"""A small office whose flow is followed as Pipecat follows one, for conversations in text."""

import json
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml

from configs.script import Script
from services.local.dialogue import Turn, decide
from spoken.base import Setting

NOW = datetime(2026, 11, 18, 9, 0, tzinfo=ZoneInfo("America/New_York"))  # a Wednesday
SCRIPT = Script.model_validate(yaml.safe_load((Path(__file__).parent / "script.yaml").read_text()))

REQUIRED = {
    "identify": ["name", "phone"],
    "check": ["service", "day", "time"],
    "take_message": ["reason"],
}
EVERYWHERE = ["take_message", "end_call", "opening_hours"]


class Office:
    """Calls the core as the service does, and its tools and nodes as the flow does."""

    def __init__(self, *, taken=(), node="greet", messages=()):
        self.script = SCRIPT
        self.node, self.taken = node, set(taken)
        self.state, self.calls, self.booked = {}, [], []
        self.messages = list(messages)
        self.path = []
        self.alternatives = ()
        self.said = None
        if not messages:
            self.enter(node)

    def enter(self, node):
        self.node = node
        self.path.append(node)
        self.messages.append({"role": "developer", "content": f"You are at {node}."})

    def offered(self):
        own = self.script.nodes[self.node].tools
        return {name: REQUIRED.get(name, []) for name in [*own, *EVERYWHERE]}

    def decide(self):
        setting = Setting(now=NOW)
        turn = Turn(
            self.script,
            self.node,
            self.messages,
            self.offered(),
            setting,
            self.state,
            self.alternatives,
            self.said,
        )
        return decide(turn)

    def run(self):
        """Until the caller is to speak: what was said in between."""
        said = []
        for _ in range(12):
            reply = self.decide()
            if reply.say:
                said.append(reply.say)
                self.messages.append({"role": "assistant", "content": reply.say})
            if not reply.call:
                return " ".join(said)
            assert reply.call.tool in self.offered(), f"{reply.call.tool} is not offered at {self.node}"
            self.call(reply.call)
        raise AssertionError(f"the engine goes round: {self.calls}")

    def call(self, call):
        self.calls.append((call.tool, dict(call.arguments)))
        number = f"local-{len(self.calls)}"
        function = {"name": call.tool, "arguments": json.dumps(call.arguments)}
        self.messages.append({"role": "assistant", "tool_calls": [{"id": number, "function": function}]})
        result, node = self.tool(call.tool, dict(call.arguments))
        self.messages.append({"role": "tool", "tool_call_id": number, "content": json.dumps(result)})
        if node:
            self.enter(node)

    def tool(self, name, given):
        ok = {"ok": True}
        if name in ("want_booking", "want_cancel"):
            return ok, "collect" if "phone" in self.state else "identify"
        if name == "identify":
            self.state["phone"] = given["phone"]
            return ok, "collect"
        if name == "check":
            if (given["day"], given["time"]) in self.taken:
                say = "That time is taken. I have eleven or twelve. Which would you like?"
                refused = {"ok": False, "error_kind": "refused", "say": say, "needs": ["time"]}
                return refused, None
            self.held = given
            return ok, "confirm"
        if name == "book":
            self.booked.append(self.held)
            return {"ok": True, "say": "You're booked."}, "close"
        if name == "opening_hours":
            return {"ok": True, "say": "We're open from nine to five."}, None
        if name == "take_message":
            return {"ok": True, "say": "I'll pass it on."}, "close"
        return ok, {"change": "collect", "more": "greet", "end_call": "bye"}[name]

    def hear(self, text):
        self.messages.append({"role": "user", "content": text})
        return self.run()


@pytest.fixture
def call_office():
    """Opens the office: `call_office(taken=..., node=..., messages=...)`."""
    return Office


@pytest.fixture
def talk():
    """A call in which the caller says `utterances`: the office and its last answer."""

    def hold(*utterances, **options):
        office = Office(**options)
        answer = office.run()
        for text in utterances:
            answer = office.hear(text)
        return office, answer

    return hold
