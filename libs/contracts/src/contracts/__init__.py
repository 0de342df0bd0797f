"""Events and commands, one module per owning service; the owner is its only producer."""
