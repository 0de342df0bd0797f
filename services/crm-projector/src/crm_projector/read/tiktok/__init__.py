"""The read API of TikTok posts."""
