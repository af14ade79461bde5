"""Providers on this machine that speak the real ones' wire protocols, and fail when they are told to."""

from simulation.providers.server import FakeProvider, serving

__all__ = ["FakeProvider", "serving"]
