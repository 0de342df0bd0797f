"""The read API: the tables as the session's user may see them."""
