"""Users, sessions and limits: who is asking."""
