"""Content posting: creator info, init, downloads, status, cancel, processing."""
