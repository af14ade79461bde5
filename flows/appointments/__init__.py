"""Harbor Dental: books, moves and cancels visits."""
