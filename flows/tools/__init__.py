"""What a flow's tools are made with: the decorator, the one runner behind it, and what a write needs."""

from flows.tools.decorator import ToolDefinitionError as ToolDefinitionError
from flows.tools.decorator import tool as tool
from flows.tools.spec import desk_of as desk_of
from flows.tools.spec import spec_of as spec_of
