"""Events in, rows out: what the log says about the tables."""
