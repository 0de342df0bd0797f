"""Consent, authorization codes and tokens."""
