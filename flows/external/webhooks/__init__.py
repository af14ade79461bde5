"""Tools that are an HTTP request: signed, to public addresses only, answered in JSON."""
