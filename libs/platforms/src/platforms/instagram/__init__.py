"""Instagram's protocol: Meta's Graph API by three logins, as pure functions and a thin client."""
