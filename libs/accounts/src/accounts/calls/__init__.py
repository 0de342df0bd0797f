"""Calls to a platform for an account, counted in its rate windows."""
