"""The read API of Instagram's accounts, posts, media, comments and mentions."""
