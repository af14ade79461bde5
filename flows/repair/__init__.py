"""The commands with which a caller mends the conversation: ready tools for every node of every flow."""
