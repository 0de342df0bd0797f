"""People, Pages and Instagram accounts as nodes, and places."""
