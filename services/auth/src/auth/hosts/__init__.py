"""Host applications: their keys, their users, and the tokens that act for them."""
