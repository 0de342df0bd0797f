"""The HTTP side of connecting: handlers, redirects and the page that shows an outcome."""
