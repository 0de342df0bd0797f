"""TikTok's part of the control API, and the page on which a person acts as its users."""
