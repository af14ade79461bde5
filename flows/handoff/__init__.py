"""Fetching a person: who, when, how, and what happens when nobody comes."""
