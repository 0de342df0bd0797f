"""Webhooks of Instagram."""
