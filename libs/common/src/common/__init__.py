"""Mechanism that every service shares; no knowledge of what any service does."""
