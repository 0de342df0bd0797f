"""The upload host, which receives videos in chunks."""
