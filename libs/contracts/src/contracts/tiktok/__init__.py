"""Owner: tiktok. What becomes of a TikTok post, and what the service's agents are asked to do."""
