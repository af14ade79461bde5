"""The call edge of one process: who gets in, who holds what, and what is left when somebody dies."""
