"""TikTok for Developers v2: pure protocol modules, and one client that does the I/O."""
