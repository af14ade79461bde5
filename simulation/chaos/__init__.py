"""One conversation per fault: what the caller hears when something breaks, and which promises hold."""
