"""TikTok: grants, refresh, upload, status and webhooks, as events."""
