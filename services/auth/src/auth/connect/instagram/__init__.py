"""Connecting Instagram accounts: three logins, and what Meta tells us of their end."""
