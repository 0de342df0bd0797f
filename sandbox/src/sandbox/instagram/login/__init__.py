"""Dialogs, codes, tokens, their proof and their end."""
