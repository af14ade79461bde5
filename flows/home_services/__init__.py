"""A 24/7 electrical contractor: screen the problem, act on danger, send a technician."""
