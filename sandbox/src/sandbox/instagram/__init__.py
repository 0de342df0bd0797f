"""Instagram: its Graph API with three logins, their dialogs, and webhooks."""
