"""What TikTok says of posts: webhooks, polls, and the account's video list."""
