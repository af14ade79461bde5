"""The doctor's checks, one file each. A check decides in pure code from facts that a thin shell fetched."""
