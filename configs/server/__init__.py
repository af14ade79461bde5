"""What a server is: its public name, the numbers it answers, its carriers, its limits. One YAML file."""

from configs.server.loaded import LoadedServer
from configs.server.loader import load_server
from configs.server.schema import ServerConfig

__all__ = ["LoadedServer", "ServerConfig", "load_server"]
