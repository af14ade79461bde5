"""What a request or a handshake meets, at any hosted provider."""

from simulation.chaos.cases.case import Trouble, trouble

REFUSALS: tuple[Trouble, ...] = (
    trouble("hang", "does not answer", "connect_stall"),
    trouble("401", "refuses the key", "http_401"),
    trouble("403", "forbids the model", "http_403"),
    trouble("429", "wants 20 s of pause", "http_429", secs=20),
    trouble("500", "answers 500", "http_500"),
    trouble("503", "is overloaded", "http_503"),
    trouble("html", "sends a web page", "html"),
)

CLOSES = trouble("closes", "closes at once", "refuse_close")
"""A WebSocket alone can be accepted and closed."""
