"""Typed capture: how a value is asked for, understood, read back and confirmed; one file per type or two."""
