"""Notices: what a user must do about an account, listed and mailed."""
