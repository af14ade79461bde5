"""What an agent is: the schema of its file, one block per file, and the loader that checks it."""

from configs.loaded import LoadedAgent
from configs.loader import Inspection, inspect_agent, load_agent
from configs.problems import ConfigProblems, Problem

__all__ = ["ConfigProblems", "Inspection", "LoadedAgent", "Problem", "inspect_agent", "load_agent"]
