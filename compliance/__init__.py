"""May we? Rules about private data, recording and disclosure: facts in, decisions out. Pure."""
