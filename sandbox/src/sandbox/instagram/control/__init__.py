"""The part of the control API that is Instagram's, and the page to act as its users."""
