"""No tools."""
