"""Who may send webhooks: one folder for each platform, all behind `base.Receiver`."""
