"""The base of every block: frozen, and no key that nobody reads."""

from pydantic import BaseModel, ConfigDict


class Block(BaseModel):
    """One block of the agent file. Unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)
