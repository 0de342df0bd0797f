"""How a post comes to Instagram: containers, the one call that publishes, and what became of it."""
