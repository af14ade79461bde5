"""What is kept of a person: found, exported, erased, held and let go. Reached through `cli/privacy.py`."""
