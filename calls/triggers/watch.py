"""All triggers of one call."""

from calls.events import AgentSpoke, CallEvent, Misunderstood
from calls.triggers.anger import Anger
from calls.triggers.asked_again import asks_again
from calls.triggers.base import Hit, Rule, Turn
from calls.triggers.counts import Confidence, Tools, Understanding
from calls.triggers.emergency import Emergency
from calls.triggers.person import Person
from calls.triggers.topics import Legal, Sensitive
from configs.schema.triggers import TriggersBlock

NODE = "node"
"""The trigger of a node that says so itself."""


class Watch:
    """Hears every turn, sees every event, and says what has fired. Pure; one per call."""

    def __init__(self, settings: TriggersBlock, language: str) -> None:
        """`language`: the agent's tag."""
        every: dict[str, Rule] = {
            "emergency": Emergency(settings.emergency, language),
            "person": Person(settings.person),
            "legal": Legal(settings.legal),
            "sensitive": Sensitive(settings.sensitive),
            "anger": Anger(settings.anger),
            "confidence": Confidence(settings.confidence),
            "misunderstood": Understanding(settings.misunderstood),
            "tools": Tools(settings.tools),
        }
        self._rules = {name: rule for name, rule in every.items() if getattr(settings, name).enabled}
        self._nodes = settings.node.enabled
        self._due: list[Hit] = []
        self._told = False

    def hear(self, turn: Turn) -> None:
        """The caller's turn is over. Every rule hears it, so that all keep count."""
        self._due += [hit for rule in self._rules.values() if (hit := rule.hear(turn)) is not None]

    def see(self, event: CallEvent) -> None:
        """Something happened."""
        self._due += [hit for rule in self._rules.values() if (hit := rule.see(event)) is not None]

    def reached(self, node: str, *, why: str = "", destination: str | None = None) -> None:
        """A node of the flow says that a person is needed."""
        if self._nodes:
            self._due.append(Hit(NODE, why or node, destination=destination))

    def asked_back(self, event: CallEvent) -> Misunderstood | None:
        """The misunderstanding that an utterance of the agent tells of, unless it was told before."""
        if isinstance(event, Misunderstood):
            self._told = event.why == "no_words"
        if not isinstance(event, AgentSpoke):
            return None
        known, self._told = self._told, False
        return Misunderstood(why="asked_again") if asks_again(event.text) and not known else None

    @property
    def is_due(self) -> bool:
        """Whether something has fired."""
        return bool(self._due)

    def due(self) -> Hit | None:
        """What has fired since it was last asked: the most urgent, the others are forgotten with it."""
        order = ["emergency", "person", NODE, *self._rules]
        hits, self._due = sorted(self._due, key=lambda hit: order.index(hit.reason)), []
        return hits[0] if hits else None
