"""`callwright serve --server`: a supervisor that accepts, and workers that answer."""
