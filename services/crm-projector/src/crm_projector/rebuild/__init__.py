"""Tables made anew from the log beside those that serve, compared with them, and swapped."""
