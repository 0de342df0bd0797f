"""Subscriptions and signed deliveries."""
