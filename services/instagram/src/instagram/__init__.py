"""The service of Instagram accounts."""
