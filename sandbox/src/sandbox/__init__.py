"""Strict simulators of platforms over HTTP, for trying Postlog without an app and for tests.

`stage` is what every simulator needs; each platform has a folder of its own beside it, and
`platforms` lists them.
"""
