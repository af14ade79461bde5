"""The third door: callers who are not people, on a clock that need not be real."""
