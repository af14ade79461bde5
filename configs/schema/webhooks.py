"""`tools.webhooks:` — tools that are an HTTP request to a server of your own."""

from typing import Any

from pydantic import Field, model_validator

from configs.schema.endpoint import Endpoint, wrong
from configs.schema.tool_parameters import ObjectSchema
from configs.schema.tool_promises import PLACEHOLDER, DeclaredTool


class Webhook(Endpoint, DeclaredTool):
    """A POST with `{tool, call_id, arguments}` as JSON; the answer is JSON with `say`, `status` and data."""

    description: str = Field(min_length=1)
    """What it does and when to use it, for the model."""

    parameters: ObjectSchema = Field(default_factory=lambda: {"type": "object", "properties": {}})
    """JSON Schema of the arguments: `type: object`, `properties:`, `required:`."""

    @model_validator(mode="after")
    def _read_back_is_filled(self) -> "Webhook":
        known: dict[str, Any] = self.parameters.get("properties", {})
        for name in PLACEHOLDER.findall(self.read_back):
            if name not in known:
                allowed = f"one of {', '.join(known)}" if known else "no placeholder: there are no parameters"
                raise wrong(f'the read-back shows "{name}", which is no parameter', allowed)
        return self
