"""Tools that are no Python: what an agent file declares as webhooks and as tools of MCP servers."""
