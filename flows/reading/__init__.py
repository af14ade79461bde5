"""From a flow's folder to a conversation that can be held: read, checked, compiled, looked through."""
