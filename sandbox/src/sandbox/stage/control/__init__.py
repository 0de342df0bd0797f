"""The control API and the admin page, as far as they are the same for every platform."""
