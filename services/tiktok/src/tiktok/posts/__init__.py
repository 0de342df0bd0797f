"""What a post is: its state, its rows, and what is due for it."""
