"""What the events of TikTok posts say about the tables."""
