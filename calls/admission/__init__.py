"""Who gets in: limits and facts in, a decision out; tokens that open a stream once. Pure."""
