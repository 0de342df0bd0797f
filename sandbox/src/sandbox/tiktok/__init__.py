"""A strict TikTok: everything of it that Postlog calls, and what its users do."""
