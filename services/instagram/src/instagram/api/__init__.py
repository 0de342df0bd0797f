"""HTTP: operations, handlers, and what they answer."""
