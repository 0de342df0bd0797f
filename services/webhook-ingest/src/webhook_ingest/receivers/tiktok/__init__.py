"""Webhooks of TikTok."""
