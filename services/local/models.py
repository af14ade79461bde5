"""Which recogniser model hears a node: its name, and the sentences it is built from."""

import hashlib
import random
from dataclasses import dataclass
from typing import Any

from configs.script import Script
from services.local.phrases import expand

SAMPLES = 1500
"""Generated sentences per node. With 300, one value in seven is misheard; with more than 1500, no fewer."""

DICTATION = "dictation"
"""The worker's own model for any English, for flows without a script."""


@dataclass(frozen=True)
class ModelText:
    """What a model is built from."""

    model_id: str

    sentences: list[str]
    """Examples of what is said; more often, more likely."""

    phrases: list[str]
    """Other examples for the grammar, the second opinion. Empty: `sentences` again."""

    def as_json(self) -> dict[str, Any]:
        """For the worker."""
        return {"model_id": self.model_id, "sentences": self.sentences, "phrases": self.phrases}


def script_hash(script: Script) -> str:
    """16 hex digits that change with the script."""
    return hashlib.sha256(script.model_dump_json().encode()).hexdigest()[:16]


def model_id(script_hash: str, node: str | None) -> str:
    """Name of a node's model; the node None is anywhere in the flow."""
    return f"{script_hash}/{node or ''}"


def node_model(script: Script, node: str | None) -> ModelText:
    """The text of a node's model; the same for the same script, in every process."""
    name = model_id(script_hash(script), node)
    chance = random.Random(name)
    return ModelText(name, expand(script, node, chance, SAMPLES), [])


def script_models(script: Script) -> list[ModelText]:
    """The texts of all models of a script: one per node, and one for anywhere."""
    return [node_model(script, node) for node in (*script.nodes, None)]
