"""Connecting an account: to the platform's consent page and back, ending in a sealed grant."""
