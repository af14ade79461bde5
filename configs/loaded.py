"""An agent file that is ready for use."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from configs.hashing import agent_hash
from configs.lines import Lines
from configs.problems import KeyPath, Problem
from configs.schema.agent import AgentConfig
from configs.schema.providers import PipelineBlock


@dataclass(frozen=True)
class LoadedAgent:
    """A checked agent file, its environment references resolved, and the folder of its flow."""

    config: AgentConfig
    """Printing it, or turning it into JSON, shows references (`${NAME}`), not the values behind them."""

    file: Path
    """Absolute path of the agent file."""

    flow_dir: Path
    """Absolute path of the flow's folder."""

    hash: str
    """16 hexadecimal digits; see `configs.hashing.agent_hash`."""

    flow_digests: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)
    """Name to SHA-256 of the files that make the flow."""

    references: Mapping[KeyPath, str] = field(default_factory=dict, repr=False, compare=False)
    """Key path to reference, for every value that came from the environment."""

    lines: Lines | None = field(default=None, repr=False, compare=False)

    @property
    def name(self) -> str:
        """The agent's name."""
        return self.config.agent

    def problem(self, path: KeyPath, message: str, hint: str = "") -> Problem:
        """A problem at a key of the agent file, e.g. `("pipeline", "stt", 0, "service")`."""
        return (self.lines or Lines(self.file)).problem(path, message, hint)

    def with_local_engines(self) -> "LoadedAgent":
        """The same agent on the keyless engines alone. Its hash differs: it is another agent to a caller."""
        pipeline = PipelineBlock(mode=self.config.pipeline.mode)
        config = self.config.model_copy(update={"pipeline": pipeline})
        references = {path: text for path, text in self.references.items() if path[0] != "pipeline"}
        return replace(
            self,
            config=config,
            references=references,
            hash=agent_hash(config, references, self.flow_digests),
        )
