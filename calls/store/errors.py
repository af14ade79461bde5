"""What can go wrong with the store."""


class StoreError(Exception):
    """The database cannot do what was asked of it. The text is for people and holds no password."""
