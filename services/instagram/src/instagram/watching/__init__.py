"""What Instagram says by itself or when it is asked: webhooks, lists, stories, numbers."""
