"""The measured agent has no tools: the bare bot has none either."""
