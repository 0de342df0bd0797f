"""From a request to a post that TikTok has accepted."""
