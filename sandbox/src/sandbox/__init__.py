"""A strict TikTok over HTTP, for trying Postlog without an app and for tests."""
