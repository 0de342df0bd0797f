"""The rules of Instagram, one test each.

A package of its own name, as that of TikTok's rules is.
"""
