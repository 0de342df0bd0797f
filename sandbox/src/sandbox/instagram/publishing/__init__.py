"""Containers, their files, and how they become media."""
