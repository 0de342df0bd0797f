"""A video's bytes on their way to TikTok."""
