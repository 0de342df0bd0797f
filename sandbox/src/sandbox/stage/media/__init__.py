"""Media files: made for tests, served, and looked into."""
