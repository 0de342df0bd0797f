"""What a post is: its states, its requests, its rows, and how it is told."""
