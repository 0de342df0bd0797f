"""How each account is reached: its Facebook Page, how far it may be used, its webhooks."""
