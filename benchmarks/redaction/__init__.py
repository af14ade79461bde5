"""How well private data is found in speech and writing: a generated corpus, and figures."""
