"""Tokens in use: sealed at rest, given out valid, renewed by one process at a time."""
