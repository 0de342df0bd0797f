"""What the events of Instagram accounts say about the tables."""
