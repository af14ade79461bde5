"""Lead qualification: a solar company's first call with people who are interested."""
