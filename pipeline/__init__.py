"""The order of things: an agent and a line become a call."""

from pipeline import no_reports as no_reports

# isort: split
from pipeline.places import Place
from pipeline.switchboard import Switchboard
from pipeline.switchboards import AGENT_PROBLEMS, Switchboards, rehearse

__all__ = ["AGENT_PROBLEMS", "Place", "Switchboard", "Switchboards", "rehearse"]
