"""Drafts: posts that a person has begun on a page, to be gone on with on any device."""
