"""Owner: instagram. What becomes of posts, media and comments, and what its agents are asked."""
