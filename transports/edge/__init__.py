"""The HTTP side of the call edge: bounds, health, and requests that belong to another worker."""
