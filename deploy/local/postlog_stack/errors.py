"""What the person at the terminal is told when the stack cannot do as asked."""


class StackError(Exception):
    """Something is missing or failed; the message is one clear line, and the exit status 1."""
