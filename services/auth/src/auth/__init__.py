"""Sessions, connecting accounts, and the list of accounts."""
