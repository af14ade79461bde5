"""A flow without tools of its own: the agent file declares them."""
